import { type Echo, ORIGIN_MARK } from '../servers/origin.ts';
import type { IncomingHttpHeaders } from 'undici/types/header.js';
import { ASIDE_OF_ANSWERS, ASIDE_OF_REQUESTS, comparable } from './aside.ts';

/** A request as the origin got it. */
export type Seen = { method: string; path: string; headers: Record<string, string>; body: string };

/** What a client gets, and the origin before it. */
export type Answer = {
  status: number;
  /** From the origin, or in its stead from a plugin or the gateway. */
  isFromOrigin: boolean;
  /** Of an answer in the origin's stead. */
  body: string;
  headers: Record<string, string>;
  /** Undefined if the request did not get there, or for want of a body the answer does not tell. */
  seen: Seen | undefined;
};

/** `echo` is what the origin got. */
export function answerOf(
  status: number,
  headers: IncomingHttpHeaders,
  body: string,
  echo: Echo | undefined,
): Answer {
  const isFromOrigin = headers[ORIGIN_MARK] !== undefined;
  return {
    status,
    isFromOrigin,
    body: isFromOrigin ? '' : body,
    headers: comparable(headers, ASIDE_OF_ANSWERS),
    seen: echo && { ...echo, headers: comparable(echo.headers, ASIDE_OF_REQUESTS) },
  };
}
