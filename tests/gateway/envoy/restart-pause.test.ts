import { beforeEach, describe, expect, it } from 'vitest';
import { RestartPause } from '../../../gateway/envoy/restart-pause.ts';

let nowMs: number;
let pause: RestartPause;
beforeEach(() => {
  nowMs = 0;
  pause = new RestartPause(() => nowMs);
});

function crashAfter(servedMs: number): number {
  pause.serves();
  nowMs += servedMs;
  pause.crashed();
  return pause.next();
}

describe('the pause before Envoy is started again', () => {
  it('doubles up to five seconds while Envoy crashes soon', () => {
    const pauses = Array.from({ length: 7 }, () => crashAfter(10_000));
    expect(pauses).toEqual([200, 400, 800, 1600, 3200, 5000, 5000]);
  });

  it('is short again after Envoy served for more than ten seconds', () => {
    for (let crashes = 0; crashes < 3; crashes++) crashAfter(0);
    expect(crashAfter(10_001)).toBe(200);
  });

  it('grows on while starts fail, however long they take', () => {
    crashAfter(0);
    nowMs += 60_000;
    expect(pause.next()).toBe(400);
    nowMs += 60_000;
    expect(pause.next()).toBe(800);
  });
});
