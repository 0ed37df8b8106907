// Asks Redis before each request goes on and tells the origin the size of the reply. It has a garbage collector, needs
// WASI, and grows its heap beside whatever else is in its memory.
package main

import (
	"strconv"
	"unsafe"
)

//go:wasmimport env proxy_redis_call
func redisCall(name unsafe.Pointer, nameSize uint32, query unsafe.Pointer, size uint32, token unsafe.Pointer) uint32

//go:wasmimport env proxy_set_effective_context
func setEffectiveContext(id uint32) uint32

//go:wasmimport env proxy_continue_stream
func continueStream(kind uint32) uint32

//go:wasmimport env proxy_add_header_map_value
func addHeader(kind uint32, name unsafe.Pointer, nameSize uint32, value unsafe.Pointer, size uint32) uint32

//go:wasmimport env proxy_get_property
func getProperty(path unsafe.Pointer, size uint32, value unsafe.Pointer, valueSize unsafe.Pointer) uint32

const cluster = "outbound|80||redis.static"
const ping = "*1\r\n$4\r\nPING\r\n"

// What the host was given stays reachable until it has been read.
var given = map[uintptr][]byte{}
var stream uint32

func text(s string) (unsafe.Pointer, uint32) {
	return unsafe.Pointer(unsafe.StringData(s)), uint32(len(s))
}

func add(name, value string) {
	at, size := text(name)
	valueAt, valueSize := text(value)
	addHeader(0, at, size, valueAt, valueSize)
}

//go:wasmexport proxy_abi_version_0_2_100
func version() {}

//go:wasmexport proxy_on_memory_allocate
func allocate(size uint32) unsafe.Pointer {
	bytes := make([]byte, size)
	at := unsafe.Pointer(unsafe.SliceData(bytes))
	given[uintptr(at)] = bytes
	return at
}

//go:wasmexport proxy_on_request_headers
func onRequestHeaders(id, count, end uint32) uint32 {
	stream = id
	name, nameSize := text(cluster)
	query, size := text(ping)
	var token uint32
	if redisCall(name, nameSize, query, size, unsafe.Pointer(&token)) != 0 {
		return 0
	}
	return 4
}

//go:wasmexport proxy_on_redis_call_response
func onRedisCallResponse(root, token, status, size uint32) {
	setEffectiveContext(stream)
	add("x-reply", strconv.Itoa(int(size)))
	var at, length uint32
	path, pathSize := text("route_name")
	if getProperty(path, pathSize, unsafe.Pointer(&at), unsafe.Pointer(&length)) == 0 {
		add("x-route", string(given[uintptr(at)][:length]))
		delete(given, uintptr(at))
	}
	continueStream(0)
}

func main() {}
