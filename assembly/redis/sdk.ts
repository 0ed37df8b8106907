import { onRedisReply, replyBytes } from "./dispatcher";

/**
 * The callback of the gateway, for plugins on an SDK that lacks it:
 *
 *     export { proxy_on_redis_call_response } from "higress-redis/assembly/redis/sdk";
 *
 * The `malloc` of such an SDK makes a pinned `ArrayBuffer` for what the host hands over, and whoever takes it has to
 * unpin it, once. Here that is the reply, as soon as its caller has heard it. A plugin on `host/arena` must not use
 * this: its `malloc` pins nothing.
 */
export function proxy_on_redis_call_response(_root: u32, token: u32, status: u32, size: u32): void {
  // Replies that nobody waits for are not fetched, and what lies here then is the one before.
  replyBytes.set(0, 0);
  onRedisReply(token, status, size);
  if (replyBytes.at != 0) __unpin(replyBytes.at);
}
