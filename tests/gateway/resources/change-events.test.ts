import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'vitest';
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

test('a wait ends at a change, also at one that came before it', async () => {
  events.watch([directory]);
  const waiting = events.wait(FOR_EVER_MS);
  await write('a');
  await waiting;
  await events.wait(FOR_EVER_MS);
});

test('a wait ends by itself, though nothing changes', async () => {
  events.watch([directory, join(directory, 'not-there')]);
  await events.wait(A_WHILE_MS);
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
  const waiting = events.wait(FOR_EVER_MS);
  await write('inner/a');
  await waiting;
});

test('the end ends every wait', async () => {
  events.watch([directory]);
  const waiting = events.wait(FOR_EVER_MS);
  events.close();
  await waiting;
  await events.wait(FOR_EVER_MS);
});
