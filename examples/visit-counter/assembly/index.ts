// What the gateway calls. Each export opens and closes the arena, in which the host's values live until it returns.

// Named as the compiler's abort function in asconfig.json.
import "higress-redis/assembly/host/abort";
import { enter, leave } from "higress-redis/assembly/host/arena";
import { onRedisReply } from "higress-redis/assembly/redis";
import { Root } from "./root";
import { Visit, visits } from "./visit";

export { malloc } from "higress-redis/assembly/host/arena";

/** A module serves several configurations, each with a root context of its own. */
const roots = new Map<u32, Root>();

/** Never called: its name tells the gateway which ABI the module speaks. */
export function proxy_abi_version_0_2_100(): void {}

export function proxy_on_context_create(id: u32, parent: u32): void {
  enter();
  if (parent == 0) roots.set(id, new Root());
  else if (roots.has(parent)) visits.set(id, new Visit(id, roots.get(parent)));
  leave();
}

export function proxy_on_configure(id: u32, size: u32): u32 {
  enter();
  const isAccepted = roots.has(id) && roots.get(id).configure(size);
  leave();
  return u32(isAccepted);
}

export function proxy_on_request_headers(id: u32, _count: u32, _endOfStream: u32): u32 {
  enter();
  if (visits.has(id)) visits.get(id).begin();
  leave();
  return 0;
}

export function proxy_on_response_headers(id: u32, _count: u32, _endOfStream: u32): u32 {
  enter();
  const status = visits.has(id) ? visits.get(id).answer() : 0;
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
  if (roots.has(id)) roots.get(id).tick();
  leave();
}

export function proxy_on_delete(id: u32): void {
  enter();
  visits.delete(id);
  if (roots.has(id)) {
    roots.get(id).release();
    roots.delete(id);
  }
  leave();
}
