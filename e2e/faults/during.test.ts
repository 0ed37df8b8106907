import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { during } from './during.ts';
import type { Begin, Place } from './redis-faults.ts';

const NOWHERE = {} as Place;
const GIVEN_UP_MS = 50;
const LONGER_MS = 4 * GIVEN_UP_MS;
const endless = () => new Promise<never>(() => {});

/** A fault that can be looked at. */
function seen(beginsAfterMs = 0) {
  const state = { isThere: false, ends: 0 };
  const begin: Begin = async () => {
    await sleep(beginsAfterMs);
    state.isThere = true;
    return () => {
      state.isThere = false;
      state.ends++;
    };
  };
  return { state, begin };
}

const OVER = { isThere: false, ends: 1 };

test('a fault is there during the body and is ended once, though its test ends later', async () => {
  const { state, begin } = seen();
  onTestFinished(() => expect(state).toEqual(OVER));
  const answer = await during(begin, NOWHERE, async () => state.isThere);
  expect(answer).toBe(true);
  expect(state).toEqual(OVER);
});

test('a fault is over after a body that failed, too', async () => {
  const { state, begin } = seen();
  const failing = during(begin, NOWHERE, () => Promise.reject(new Error('of the body')));
  await expect(failing).rejects.toThrow('of the body');
  expect(state).toEqual(OVER);
});

test('a fault that could not begin says so once', async () => {
  const begin = () => Promise.reject(new Error('of the beginning'));
  await expect(during(begin, NOWHERE, endless)).rejects.toThrow('of the beginning');
});

describe('a fault is over before the next test when its own was given up', () => {
  const running = seen();
  test.fails('in the body', { timeout: GIVEN_UP_MS }, () => during(running.begin, NOWHERE, endless));
  test('of which nothing is left', () => expect(running.state).toEqual(OVER));

  const beginning = seen(LONGER_MS);
  test.fails('before it had begun', { timeout: GIVEN_UP_MS }, () =>
    during(beginning.begin, NOWHERE, endless),
  );
  test('of which nothing is left, either', () => expect(beginning.state).toEqual(OVER));
});

describe('in a hook, which is no test', () => {
  const { state, begin } = seen();

  beforeAll(() => during(begin, NOWHERE, async () => expect(state.isThere).toBe(true)));
  test('a fault is ended with its body', () => expect(state).toEqual(OVER));
});
