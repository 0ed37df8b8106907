// What the gateway calls. Each export opens and closes the arena around one step of the plugin.

// Named as the compiler's abort function.
import "./host/abort";
import { enter, leave } from "./host/arena";
import { addRoot, createStream, deleteContext, findRoot } from "./plugin/contexts";
import { Root } from "./plugin/root";
import { onRequestHeaders, onResponseHeaders } from "./plugin/stream";
import { onRedisReply } from "./redis/dispatcher";

export { malloc } from "./host/arena";

/** Never called: its name tells the host which ABI the module speaks. */
export function proxy_abi_version_0_2_100(): void {}

export function proxy_on_context_create(id: u32, parent: u32): void {
  enter();
  if (parent == 0) addRoot(new Root(id));
  else createStream(id, parent);
  leave();
}

export function proxy_on_configure(id: u32, size: u32): u32 {
  enter();
  const root = findRoot(id);
  const isAccepted = root !== null && root.configure(size);
  leave();
  return u32(isAccepted);
}

export function proxy_on_request_headers(id: u32, _count: u32, _endOfStream: u32): u32 {
  enter();
  const status = onRequestHeaders(id);
  leave();
  return status;
}

export function proxy_on_response_headers(id: u32, _count: u32, _endOfStream: u32): u32 {
  enter();
  const status = onResponseHeaders(id);
  leave();
  return status;
}

export function proxy_on_redis_call_response(_root: u32, token: u32, status: u32, size: u32): void {
  enter();
  onRedisReply(token, status, size);
  leave();
}

export function proxy_on_tick(id: u32): void {
  enter();
  const root = findRoot(id);
  if (root !== null) root.tick();
  leave();
}

export function proxy_on_delete(id: u32): void {
  enter();
  deleteContext(id);
  leave();
}
