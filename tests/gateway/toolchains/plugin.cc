// Asks Redis before each request goes on and tells the origin the size of the reply. Its memory is imported, it exports
// two versions of the ABI, and an allocator of each name.
using u32 = unsigned;

#define IMPORT(name) __attribute__((import_module("env"), import_name(#name))) extern "C" u32 name
#define EXPORT(name) __attribute__((export_name(#name))) extern "C"

IMPORT(proxy_redis_call)(const char *name, u32 name_size, const char *query, u32 size, u32 *token);
IMPORT(proxy_set_effective_context)(u32 id);
IMPORT(proxy_continue_stream)(u32 kind);
IMPORT(proxy_add_header_map_value)(u32 map, const char *name, u32 name_size, const char *value, u32 size);
IMPORT(proxy_get_property)(const char *path, u32 size, const char **value, u32 *value_size);

static const char cluster[] = "outbound|80||redis.static";
static const char ping[] = "*1\r\n$4\r\nPING\r\n";

// An arena that begins anew with each request: one is served at a time.
static unsigned long long arena[4096];
static u32 top;
static u32 stream;

EXPORT(proxy_abi_version_0_2_1) void version_0_2_1() {}
EXPORT(proxy_abi_version_0_2_100) void version_0_2_100() {}

EXPORT(malloc) void *allocate(u32 size) {
  void *at = &arena[top % 2048];
  top += (size + 7) / 8;
  return at;
}
EXPORT(proxy_on_memory_allocate) void *never_called(u32) { __builtin_trap(); }

EXPORT(proxy_on_request_headers) u32 on_request_headers(u32 id, u32, u32) {
  top = 0;
  stream = id;
  u32 token;
  return proxy_redis_call(cluster, sizeof cluster - 1, ping, sizeof ping - 1, &token) == 0 ? 4 : 0;
}

EXPORT(proxy_on_redis_call_response) void on_redis_call_response(u32, u32, u32, u32 size) {
  proxy_set_effective_context(stream);
  char digit = static_cast<char>('0' + size);
  proxy_add_header_map_value(0, "x-reply", 7, &digit, 1);
  const char *value = nullptr;
  u32 value_size = 0;
  if (proxy_get_property("route_name", 10, &value, &value_size) == 0) {
    proxy_add_header_map_value(0, "x-route", 7, value, value_size);
  }
  proxy_continue_stream(0);
}
