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

test('an error of the callback is reported and the watch goes on', async () => {
  const failure = new Error('no');
  const { seenAt, report } = await watch(['a', 'b', 'b', 'b', 'c', 'c'], () => Promise.reject(failure));
  expect(seenAt).toEqual(['2:b', '5:c']);
  expect(report).toHaveBeenCalledWith(failure);
});
