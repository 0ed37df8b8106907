import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { cached } from '../../../gateway/link/cache.ts';

const CONTENT = Buffer.alloc(8 << 20, 'content');

let directory: string;
let file: string;
let produced: number;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'cache-test-'));
  file = path.join(directory, 'deep/file.wasm');
  produced = 0;
});
afterEach(() => rm(directory, { recursive: true }));

async function produce(): Promise<Buffer> {
  produced++;
  await setTimeout(10);
  return CONTENT;
}

describe('a cached file', () => {
  it('is made once, with its folder', async () => {
    await cached(file, produce);
    await cached(file, produce);
    expect(produced).toBe(1);
    expect((await readFile(file)).equals(CONTENT)).toBe(true);
    expect(await readdir(path.dirname(file))).toEqual(['file.wasm']);
  });

  it('is made once for all who ask at the same time', async () => {
    await Promise.all(Array.from({ length: 5 }, () => cached(file, produce)));
    expect(produced).toBe(1);
  });

  it('is whole from the first moment, also when several processes make it', async () => {
    // A second copy of the code knows nothing of the first, like another process.
    vi.resetModules();
    const { cached: elsewhere } = await import('../../../gateway/link/cache.ts');
    let isDone = false;
    const writing = Promise.all([cached(file, produce), elsewhere(file, produce)]).then(
      () => (isDone = true),
    );
    const sizes = new Set<number>();
    while (!isDone) {
      const content = await readFile(file).catch(() => undefined);
      if (content !== undefined) sizes.add(content.length);
      await setTimeout(1);
    }
    await writing;
    sizes.add((await readFile(file)).length);
    expect(produced).toBe(2);
    expect([...sizes]).toEqual([CONTENT.length]);
    expect(await readdir(path.dirname(file))).toEqual(['file.wasm']);
  });

  it('is asked for again after a failure', async () => {
    await expect(cached(file, () => Promise.reject(new Error('no luck')))).rejects.toThrow('no luck');
    await cached(file, produce);
    expect(produced).toBe(1);
  });
});
