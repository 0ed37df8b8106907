import { ORIGIN_MARK } from '../servers/origin.ts';
import type { IncomingHttpHeaders } from 'undici/types/header.js';

/** What a client gets, as far as the plugin has a part in it. */
export type Answer = {
  status: number;
  /** From the origin, or in its stead from a plugin or the gateway. */
  isFromOrigin: boolean;
  /** Of an answer in the origin's stead. */
  body: string;
  headers: Record<string, string>;
};

/** Headers that the plugin sets or decides about. */
const QUOTA = ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset'];
/** Not content-length: the body is looked at, and without one it is a matter of the codec. */
const LOCAL = ['content-type', 'grpc-status', 'grpc-message'];

export function answerOf(status: number, headers: IncomingHttpHeaders, body: string): Answer {
  const isFromOrigin = headers[ORIGIN_MARK] !== undefined;
  const names = isFromOrigin ? QUOTA : [...QUOTA, ...LOCAL];
  const shown = names.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, Array.isArray(value) ? value.join(' + ') : value] as const];
  });
  return { status, isFromOrigin, body: isFromOrigin ? '' : body, headers: Object.fromEntries(shown) };
}
