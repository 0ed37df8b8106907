import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemTimers } from '../../../gateway/redis/timers.ts';

const DAY_MS = 86_400_000;
const WHAT_A_U32_HOLDS = 2 ** 32 - 1;

describe('a timer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('of the longest time a plugin may ask for is no short one', () => {
    const ended = vi.fn();
    const timer = systemTimers.after(WHAT_A_U32_HOLDS, ended);
    vi.advanceTimersByTime(20 * DAY_MS);
    expect(ended).not.toHaveBeenCalled();
    timer.cancel();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('of no time is over with the next turn of the event loop', () => {
    const ended = vi.fn();
    systemTimers.after(0, ended);
    expect(ended).not.toHaveBeenCalled();
    vi.advanceTimersByTime(0);
    expect(ended).toHaveBeenCalledOnce();
  });
});
