import { beforeAll, describe, expect, it } from 'vitest';
import { resp } from '../host/index.ts';
import { Author, PATIENCE_MS } from './author.ts';

beforeAll(Author.prepare, PATIENCE_MS);

const ROUNDS = 5;
const STREAMS = 20_000;

/** Bytes of memory after each round. The probe's runtime collects only after a line of the log, and none is written. */
async function sizes(what: string): Promise<number[]> {
  const author = await Author.start('nothing', { counting: true });
  author.host.redis.answer(() => resp.integer(1));
  return Array.from({ length: ROUNDS }, () => {
    for (let i = 0; i < STREAMS; i++) author.does(what).end();
    author.host.forget();
    return author.host.memoryBytes();
  });
}

describe('a command of fixed shape', () => {
  it('allocates no managed object, from the first word to the reply', { timeout: 60_000 }, async () => {
    expect(new Set(await sizes('fixed')).size).toBe(1);
  });

  it('where a key is put together each time, the same measurement sees it', { timeout: 60_000 }, async () => {
    expect(new Set(await sizes('managed')).size).toBeGreaterThan(1);
  });
});
