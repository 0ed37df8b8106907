//! Asks Redis before each request goes on and tells the origin the size of the reply. Without the standard library, and
//! with the newer name of the allocator only.
#![no_std]
#![no_main]

use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

#[link(wasm_import_module = "env")]
extern "C" {
    fn proxy_redis_call(name: *const u8, name_size: usize, query: *const u8, size: usize, token: *mut u32) -> u32;
    fn proxy_set_effective_context(id: u32) -> u32;
    fn proxy_continue_stream(kind: u32) -> u32;
    fn proxy_add_header_map_value(map: u32, name: *const u8, name_size: usize, value: *const u8, size: usize) -> u32;
    fn proxy_get_property(path: *const u8, size: usize, value: *mut *const u8, value_size: *mut usize) -> u32;
}

const CLUSTER: &[u8] = b"outbound|80||redis.static";
const PING: &[u8] = b"*1\r\n$4\r\nPING\r\n";

/// An arena that begins anew with each request: one is served at a time.
static mut ARENA: [u64; 4096] = [0; 4096];
static TOP: AtomicUsize = AtomicUsize::new(0);
static STREAM: AtomicUsize = AtomicUsize::new(0);

#[no_mangle]
pub extern "C" fn proxy_abi_version_0_2_100() {}

#[no_mangle]
pub extern "C" fn proxy_on_memory_allocate(size: usize) -> *mut u8 {
    let at = TOP.fetch_add((size + 7) / 8, Relaxed);
    unsafe { core::ptr::addr_of_mut!(ARENA).cast::<u64>().add(at % 2048).cast() }
}

#[no_mangle]
pub extern "C" fn proxy_on_request_headers(id: u32, _count: u32, _end: u32) -> u32 {
    TOP.store(0, Relaxed);
    STREAM.store(id as usize, Relaxed);
    let mut token = 0;
    let result = unsafe { proxy_redis_call(CLUSTER.as_ptr(), CLUSTER.len(), PING.as_ptr(), PING.len(), &mut token) };
    if result == 0 { 4 } else { 0 }
}

#[no_mangle]
pub extern "C" fn proxy_on_redis_call_response(_root: u32, _token: u32, _status: u32, size: u32) {
    unsafe {
        proxy_set_effective_context(STREAM.load(Relaxed) as u32);
        let digit = [b'0' + size as u8];
        proxy_add_header_map_value(0, b"x-reply".as_ptr(), 7, digit.as_ptr(), 1);
        let (mut value, mut value_size) = (core::ptr::null(), 0);
        if proxy_get_property(b"route_name".as_ptr(), 10, &mut value, &mut value_size) == 0 {
            proxy_add_header_map_value(0, b"x-route".as_ptr(), 7, value, value_size);
        }
        proxy_continue_stream(0);
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
