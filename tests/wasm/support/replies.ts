import { resp } from '../host/index.ts';

/** What the fixed-window script answers. */
export function windowReply(limit: number, count: number, secondsLeft: number): Uint8Array {
  return resp.array(resp.integer(limit), resp.integer(count), resp.integer(secondsLeft));
}

export const allowed = windowReply(10, 1, 60);
export const denied = windowReply(10, 11, 42);
