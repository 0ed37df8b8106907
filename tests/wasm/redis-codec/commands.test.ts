import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { readTypedCommands } from '../../../scripts/reference/typed-commands.ts';
import { commandWords } from '../host/resp.ts';
import { CodecModule } from './codec-module.ts';

const EXAMPLES = fileURLToPath(new URL('../../unit/redis/commands/examples', import.meta.url));
/** A managed object takes 32 bytes or more, so one in each round would be megabytes. */
const ROUNDS = 100_000;
/** A fraction is written by the standard library, which makes a string. */
const ALLOCATES = /\d\.\d/;

let codec: CodecModule;

beforeAll(async () => {
  codec = await CodecModule.start();
});

describe('a typed command', () => {
  it('is exactly one command, with the words that are promised', () => {
    for (let index = 0; index < codec.examples; index++) {
      const words = commandWords(codec.make(index));
      expect(typeof words === 'string' ? words : words.map(String).join(' ')).toBe(codec.promise(index));
    }
  });

  it('has an example', () => {
    const text = readdirSync(EXAMPLES)
      .map((name) => readFileSync(`${EXAMPLES}/${name}`, 'utf8'))
      .join('\n');
    const names = readTypedCommands().flatMap(({ commands }) => commands.map(({ name }) => name));
    expect(names.filter((name) => !new RegExp(`\\.${name}\\(`).test(text))).toEqual([]);
  });

  it(
    `allocates nothing, over ${ROUNDS} rounds of each, unless it has a fraction`,
    { timeout: 120_000 },
    () => {
      const all = Array.from({ length: codec.examples }, (_, index) => index);
      const fixed = all.filter((index) => !ALLOCATES.test(codec.promise(index)));
      for (const index of fixed) codec.makeMany(index, 1);
      const before = codec.memoryBytes;
      for (const index of fixed) codec.makeMany(index, ROUNDS);
      expect(codec.memoryBytes).toBe(before);
    },
  );

  it('that allocates would be noticed', async () => {
    const fresh = await CodecModule.start();
    const before = fresh.memoryBytes;
    fresh.makeManyWithManagedKeys(ROUNDS);
    expect(fresh.memoryBytes).toBeGreaterThan(before + ROUNDS * 32);
  });
});
