import { expect } from 'vitest';

export const OK = 200;
export const LIMITED = 429;
export const UNAVAILABLE = 503;

const SLACK_SECONDS = 10;

/** The statuses of `passed` requests and one too many. */
export function exactly(passed: number): number[] {
  return [...Array<number>(passed).fill(OK), LIMITED];
}

/** Seconds left of a window that began within this test; 0 or below is never right. */
export function expires(windowSeconds: number): number {
  const isLeft = (seconds: unknown) =>
    typeof seconds === 'number' &&
    seconds > Math.max(0, windowSeconds - SLACK_SECONDS) &&
    seconds <= windowSeconds;
  return expect.toSatisfy(isLeft) as number;
}
