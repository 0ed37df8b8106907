import { onTestFinished } from 'vitest';
import { getCurrentTest } from 'vitest/suite';
import type { Begin, End, Place } from './redis-faults.ts';

/** Runs `body` while the fault is there. It is ended whatever becomes of the body, with the test at the latest. */
export async function during<T>(begin: Begin, place: Place, body: () => Promise<T>): Promise<T> {
  const beginning = begin(place);
  let ending: Promise<void> | undefined;
  const endOnce = (end: End) => (ending ??= Promise.resolve(end()));
  // A test that takes too long is given up: its body runs on, and what begins goes on beginning. A hook is no test.
  if (getCurrentTest() !== undefined) onTestFinished(() => beginning.then(endOnce, () => {}));
  const end = await beginning;
  try {
    return await body();
  } finally {
    await endOnce(end);
  }
}
