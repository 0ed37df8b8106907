import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cached } from '../../../gateway/link/cache.ts';
import { cleanCache } from '../../../gateway/link/cache-cleaning.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
const [A, B] = ['a'.repeat(64), 'b'.repeat(64)];
const HALF = `${A}.wasm.0b3c2f6e-0000-4000-8000-000000000000.tmp`;

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cache-cleaning-'));
});
afterEach(() => rm(directory, { recursive: true }));

async function put(name: string, ageMs: number): Promise<string> {
  const file = path.join(directory, name);
  await writeFile(file, 'content');
  await age(file, ageMs);
  return file;
}
async function age(file: string, ageMs: number): Promise<void> {
  const then = new Date(Date.now() - ageMs);
  await utimes(file, then, then);
}
const left = async () => (await readdir(directory)).sort();
const unwanted = () => Promise.reject(new Error('it is there'));

describe('a cleaned cache', () => {
  it('has lost what nobody used for a week, linked or traced', async () => {
    await put(`${A}.wasm`, WEEK_MS + HOUR_MS);
    await put(`${A}.traced.wasm`, WEEK_MS + HOUR_MS);
    await put(`${B}.wasm`, WEEK_MS - HOUR_MS);
    await cleanCache(directory);
    expect(await left()).toEqual([`${B}.wasm`]);
  });

  it('has lost what was half written when its gateway was killed, not what is being written', async () => {
    await put(HALF, DAY_MS + HOUR_MS);
    await put(`${B}.wasm.0b3c2f6e-0000-4000-8000-000000000000.tmp`, HOUR_MS);
    await cleanCache(directory);
    expect(await left()).toEqual([`${B}.wasm.0b3c2f6e-0000-4000-8000-000000000000.tmp`]);
  });

  it('keeps what is none of its own', async () => {
    await put('notes.txt', 10 * WEEK_MS);
    await cleanCache(directory);
    expect(await left()).toEqual(['notes.txt']);
  });

  it('has what was old and is used again', async () => {
    // Another process: this one keeps its own files anyway.
    vi.resetModules();
    const elsewhere = await import('../../../gateway/link/cache.ts');
    const file = await put(`${A}.wasm`, 10 * WEEK_MS);
    await elsewhere.cached(file, unwanted);
    await cleanCache(directory);
    expect(await left()).toEqual([`${A}.wasm`]);
  });

  it('has the files of a gateway that runs for longer than a week', async () => {
    const file = await put(`${A}.wasm`, 0);
    await cached(file, unwanted);
    await age(file, 10 * WEEK_MS);
    await cleanCache(directory);
    expect(await left()).toEqual([`${A}.wasm`]);
    expect(Date.now() - (await stat(file)).mtimeMs).toBeLessThan(HOUR_MS);
  });

  it('may be cleaned by several gateways at once, and need not be there', async () => {
    for (const letter of 'abcdef') await put(`${letter.repeat(64)}.wasm`, 2 * WEEK_MS);
    await Promise.all(Array.from({ length: 4 }, () => cleanCache(directory)));
    expect(await left()).toEqual([]);
    await cleanCache(path.join(directory, 'none'));
  });
});
