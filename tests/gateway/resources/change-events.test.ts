import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ChangeEvents } from '../../../gateway/resources/change-events.ts';

/** Longer than a busy machine takes to tell of an event, and than any test may last. */
const FOR_EVER_MS = 60_000;
const A_WHILE_MS = 20;

let directory: string;
let events: ChangeEvents;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'events-'));
  events = new ChangeEvents();
});
afterEach(async () => {
  events.close();
  await rm(directory, { recursive: true, force: true });
});
const write = (name: string) => writeFile(join(directory, name), 'x');

/** Starts a wait, which goes on as long as nothing happens. */
async function startWait(): Promise<{ end: Promise<unknown> }> {
  const end = events.wait(FOR_EVER_MS).then(() => 'over');
  expect(await Promise.race([end, sleep(A_WHILE_MS, 'going on')])).toBe('going on');
  return { end };
}

test('a wait goes on until a change, and one after it is over at once', async () => {
  events.watch([directory]);
  const wait = await startWait();
  await write('a');
  await wait.end;
  await events.wait(FOR_EVER_MS);
});

test('a wait ends by itself, though nothing changes', async () => {
  events.watch([directory, join(directory, 'not-there')]);
  const startedAt = performance.now();
  await events.wait(A_WHILE_MS);
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual(A_WHILE_MS - 1);
});

test('a directory that was replaced is watched again', async () => {
  const inner = join(directory, 'inner');
  await mkdir(inner);
  events.watch([directory, inner]);
  await mkdir(join(directory, 'other'));
  await rename(inner, join(directory, 'old'));
  await rename(join(directory, 'other'), inner);
  await events.wait(FOR_EVER_MS);
  events.watch([inner]);
  const wait = await startWait();
  await write('inner/a');
  await wait.end;
});

test('who knows of a change that no file tells can end every wait too', async () => {
  events.watch([directory]);
  const wait = await startWait();
  events.hear();
  await wait.end;
});

test('the end ends every wait', async () => {
  events.watch([directory]);
  const wait = await startWait();
  events.close();
  await wait.end;
  await events.wait(FOR_EVER_MS);
});
