import { expect } from 'vitest';
import type { StartedGateway } from '../gateways/gateway.ts';
import { TRAP } from '../gateways/harm.ts';

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

/** No plugin of the gateway has trapped so far. */
export function nothingTrapped(gateway: Pick<StartedGateway, 'logs'>): void {
  expect(gateway.logs().filter((line) => TRAP.test(line))).toEqual([]);
}
