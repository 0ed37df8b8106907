import { expect, test, vi } from 'vitest';
import { watchState } from '../../../gateway/resources/watch.ts';

/** Plays a list of states to a watch that knows the first, and answers at which states it called back. */
async function watch(states: string[], changed?: () => Promise<string>) {
  const abort = new AbortController();
  const seenAt: string[] = [];
  const report = vi.fn();
  let index = 0;
  const state = () => states[Math.min(index, states.length - 1)] ?? '';
  await watchState(
    async () => {
      index += 1;
      if (index >= states.length - 1) abort.abort();
      return state();
    },
    async () => {
      seenAt.push(`${index}:${state()}`);
      return changed === undefined ? state() : changed();
    },
    { known: states[0] ?? '', intervalMs: 1, signal: abort.signal, report },
  );
  return { seenAt, report };
}

test('a state that never changes calls nothing', async () => {
  expect((await watch(['a', 'a', 'a', 'a'])).seenAt).toEqual([]);
});

test('a change counts once it stands still for one look', async () => {
  expect((await watch(['a', 'b', 'c', 'c', 'c', 'c'])).seenAt).toEqual(['3:c']);
});

test('a change that came while the last one was taken over counts too', async () => {
  expect((await watch(['a', 'b', 'b', 'b', 'b'], async () => 'older')).seenAt).toEqual(['2:b', '3:b', '4:b']);
});

test('a change that failed is tried again, ever more rarely, until it succeeds', async () => {
  const abort = new AbortController();
  const at: number[] = [];
  const report = vi.fn();
  const looks = ['a', 'b'];
  await watchState(
    async () => looks.shift() ?? 'b',
    async () => {
      at.push(performance.now());
      if (at.length < 4) throw new Error(`no ${at.length}`);
      setTimeout(() => abort.abort(), 100);
      return 'b';
    },
    { known: 'a', intervalMs: 1, signal: abort.signal, report, firstRetryMs: 20 },
  );
  expect(at).toHaveLength(4);
  const pauses = at.slice(1).map((time, index) => time - (at[index] ?? 0));
  for (const [index, least] of [19, 39, 79].entries()) expect(pauses[index]).toBeGreaterThanOrEqual(least);
  const reported = report.mock.calls.map(([error]) => (error as Error | undefined)?.message);
  expect(reported.filter((message) => message !== undefined)).toEqual(['no 1', 'no 2', 'no 3']);
  expect(reported.at(-1)).toBeUndefined();
});

test('going back to what was in effect before a change that failed is a change', async () => {
  const seen = await watch(['a', 'b', 'b', 'a', 'a', 'a'], () => Promise.reject(new Error('no')));
  expect(seen.seenAt).toEqual(['2:b', '4:a']);
});

test('an error of the callback is reported and the watch goes on', async () => {
  const failure = new Error('no');
  const { seenAt, report } = await watch(['a', 'b', 'b', 'b', 'c', 'c'], () => Promise.reject(failure));
  expect(seenAt).toEqual(['2:b', '5:c']);
  expect(report).toHaveBeenCalledWith(failure);
});

test('the looks between changes wait for what the caller says, those of a change for the interval', async () => {
  const abort = new AbortController();
  const told: string[] = [];
  const states = ['a', 'b', 'b', 'b'];
  await watchState(
    async () => {
      const state = states.shift() ?? 'b';
      told.push(`look ${state}`);
      if (states.length === 0) abort.abort();
      return state;
    },
    async () => (told.push('change'), 'b'),
    {
      known: 'a',
      intervalMs: 1,
      idle: async () => void told.push('idle'),
      signal: abort.signal,
      report: () => undefined,
    },
  );
  expect(told).toEqual(['idle', 'look a', 'idle', 'look b', 'look b', 'change', 'idle', 'look b']);
});

test('a wait that ends at once, again and again, makes no busy loop and loses no change', async () => {
  const abort = new AbortController();
  const lookedAt: number[] = [];
  const changes: string[] = [];
  await watchState(
    async () => {
      lookedAt.push(performance.now());
      if (lookedAt.length === 8) abort.abort();
      return lookedAt.length > 4 ? 'b' : 'a';
    },
    async () => (changes.push('b'), 'b'),
    {
      known: 'a',
      intervalMs: 1,
      leastMs: 20,
      idle: async () => undefined,
      signal: abort.signal,
      report: () => undefined,
    },
  );
  const pauses = lookedAt.slice(1, 5).map((at, index) => at - (lookedAt[index] ?? 0));
  for (const pause of pauses) expect(pause).toBeGreaterThanOrEqual(19);
  expect(changes).toEqual(['b']);
});
