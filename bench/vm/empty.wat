;; What the plugin exports, with nothing behind it: the price of being called at all.
(module
  (memory (export "memory") 1)
  (func (export "proxy_abi_version_0_2_100"))
  (func (export "_initialize"))
  (func (export "malloc") (param i32) (result i32) (i32.const 1024))
  (func (export "proxy_on_context_create") (param i32 i32))
  (func (export "proxy_on_configure") (param i32 i32) (result i32) (i32.const 1))
  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32) (i32.const 0))
  (func (export "proxy_on_response_headers") (param i32 i32 i32) (result i32) (i32.const 0))
  (func (export "proxy_on_redis_call_response") (param i32 i32 i32 i32))
  (func (export "proxy_on_delete") (param i32)))
