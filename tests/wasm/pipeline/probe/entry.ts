/* eslint-disable @typescript-eslint/ban-ts-comment, eqeqeq -- AssemblyScript: own number types, == compares by value */
// @ts-nocheck

/** The plugin's own exports and road, with scripted sections in place of its features. */
import '../../../../assembly/host/abort';
import { enter, leave } from '../../../../assembly/host/arena';
import { addRoot, createStream, deleteContext, findRoot } from '../../../../assembly/plugin/contexts';
import { onRequestHeaders, onResponseHeaders } from '../../../../assembly/plugin/stream';
import { onRedisReply } from '../../../../assembly/redis/dispatcher';
import { ScriptedRoot } from './root';

export { malloc } from '../../../../assembly/host/arena';

export function proxy_abi_version_0_2_100(): void {}

export function proxy_on_context_create(id: u32, parent: u32): void {
  enter();
  if (parent == 0) addRoot(new ScriptedRoot(id));
  else createStream(id, parent);
  leave();
}

export function proxy_on_configure(id: u32, size: u32): u32 {
  enter();
  const isAccepted = findRoot(id)!.configure(size);
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

export function proxy_on_delete(id: u32): void {
  enter();
  deleteContext(id);
  leave();
}
