import type { AbiVersion } from './hostcalls.ts';
import { signature, type Signature } from './signature.ts';

const nothing = (params: number): Signature => signature(params, []);

/** Exports that a host looks up by name and refuses when the type differs. */
const CALLBACKS: ReadonlyMap<string, Signature> = new Map([
  ['_initialize', nothing(0)],
  ['_start', nothing(0)],
  ['main', signature(2)],
  ['malloc', signature(1)],
  ['proxy_on_memory_allocate', signature(1)],
  ['proxy_on_context_create', nothing(2)],
  ['proxy_on_vm_start', signature(2)],
  ['proxy_on_configure', signature(2)],
  ['proxy_validate_configuration', signature(2)],
  ['proxy_on_tick', nothing(1)],
  ['proxy_on_request_headers', signature(3)],
  ['proxy_on_request_body', signature(3)],
  ['proxy_on_request_trailers', signature(2)],
  ['proxy_on_request_metadata', signature(2)],
  ['proxy_on_response_headers', signature(3)],
  ['proxy_on_response_body', signature(3)],
  ['proxy_on_response_trailers', signature(2)],
  ['proxy_on_response_metadata', signature(2)],
  ['proxy_on_http_call_response', nothing(5)],
  ['proxy_on_redis_call_response', nothing(4)],
  ['proxy_on_queue_ready', nothing(2)],
  ['proxy_on_foreign_function', nothing(3)],
  ['proxy_on_done', signature(1)],
  ['proxy_on_log', nothing(1)],
  ['proxy_on_delete', nothing(1)],
]);

/** ABI 0.1.0 knew no end-of-stream flag in the header phases. */
const OLD_CALLBACKS: ReadonlyMap<string, Signature> = new Map([
  ['proxy_on_request_headers', signature(2)],
  ['proxy_on_response_headers', signature(2)],
]);

export function callbackSignature(name: string, abi: AbiVersion): Signature | undefined {
  return (abi === '0.1.0' ? OLD_CALLBACKS.get(name) : undefined) ?? CALLBACKS.get(name);
}
