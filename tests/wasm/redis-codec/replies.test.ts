import { isDeepStrictEqual } from 'node:util';
import RedisParser from 'redis-parser';
import { beforeAll, describe, expect, it } from 'vitest';
import { fuzzPlan } from '../fuzz/plan.ts';
import { CodecModule, Failure, type Value } from './codec-module.ts';
import { anyReply, wholeReply } from './reply-source.ts';
import { understand } from './strict-reader.ts';

const SHAPES = [
  '+OK\r\n',
  '-ERR no\r\n',
  ':-12\r\n',
  '$-1\r\n',
  '*-1\r\n',
  '*0\r\n',
  '$0\r\n\r\n',
  '$7\r\na\r\n\0$1\r\r\n',
  '*3\r\n:10\r\n:1\r\n:60\r\n',
  '*4\r\n$1\r\na\r\n$1\r\n1\r\n$1\r\nb\r\n$-1\r\n',
  '*2\r\n$1\r\n0\r\n*2\r\n$1\r\na\r\n$1\r\nb\r\n',
  '*1\r\n*2\r\n$6\r\nstream\r\n*1\r\n*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n',
];

let codec: CodecModule;

beforeAll(async () => {
  codec = await CodecModule.start();
});

/** What redis-parser makes of the bytes: the replies it finds, undefined after an error of the protocol. */
function parsed(bytes: Buffer): Value[] | undefined {
  const replies: Value[] = [];
  let isBroken = false;
  const parser = new RedisParser({
    returnReply: (reply) => void replies.push(asValue(reply)),
    returnError: (error) => void replies.push(new Failure(error.message)),
    returnFatalError: () => void (isBroken = true),
    returnBuffers: true,
    stringNumbers: true,
  });
  // It keeps what it was given.
  parser.execute(Buffer.from(bytes));
  return isBroken ? undefined : replies;
}

function asValue(reply: unknown): Value {
  if (Array.isArray(reply)) return reply.map(asValue);
  if (reply instanceof Error) return new Failure(reply.message);
  return typeof reply === 'string' ? BigInt(reply) : (reply as Buffer | null);
}

function nestingOf(value: Value): number {
  return Array.isArray(value) ? 1 + Math.max(0, ...value.map(nestingOf)) : 0;
}

describe('the reader of replies', () => {
  it(
    'reads whole replies as redis-parser does, refuses all others, and never looks behind the end',
    { timeout: 900_000 },
    () => {
      const { cases, random } = fuzzPlan('redis-codec', 1);
      const counts = { whole: 0, compared: 0, refused: 0 };
      for (let i = 0; i < cases; i++) {
        const bytes = anyReply(random);
        const shown = () => JSON.stringify(bytes.toString('latin1'));
        const read = codec.read(bytes);
        const expected = understand(bytes);
        if (!isDeepStrictEqual(read, expected?.value)) expect.fail(`${shown()} was read otherwise`);
        const isWhole = expected !== undefined && nestingOf(expected.value) <= 32;
        if (codec.isWhole(bytes) !== isWhole) expect.fail(`${shown()} is ${isWhole ? '' : 'not '}whole`);
        counts[expected === undefined ? 'refused' : 'whole'] += 1;
        // It takes a sign `+`, leading zeros and `-0` for something else, without complaint.
        if (expected === undefined || !expected.isUsual) continue;
        counts.compared += 1;
        if (!isDeepStrictEqual(parsed(bytes), [read])) expect.fail(`redis-parser reads ${shown()} otherwise`);
      }
      console.log(`fuzz redis-codec: ${JSON.stringify(counts)}`);
      expect(counts.compared).toBeGreaterThan(cases / 5);
      expect(counts.refused).toBeGreaterThan(cases / 5);
    },
  );

  it.each(SHAPES)('refuses %j cut after any byte, and reads it whole', (shape) => {
    const bytes = Buffer.from(shape, 'latin1');
    for (let size = 0; size < bytes.length; size++) {
      expect(codec.read(bytes.subarray(0, size)), `${size} bytes`).toBeUndefined();
      expect(codec.isWhole(bytes.subarray(0, size)), `${size} bytes`).toBe(false);
    }
    expect([codec.read(bytes)]).toEqual(parsed(bytes));
    expect(codec.isWhole(bytes)).toBe(true);
    expect(codec.read(Buffer.concat([bytes, bytes])), 'twice').toBeUndefined();
  });

  it('does the same for replies of any shape', { timeout: 120_000 }, () => {
    const { cases, random } = fuzzPlan('redis-codec cuts', 0.0025);
    for (let i = 0; i < cases; i++) {
      const bytes = wholeReply(random);
      if (understand(bytes) === undefined) continue;
      for (let size = 0; size < bytes.length; size++) {
        if (codec.read(bytes.subarray(0, size)) !== undefined)
          expect.fail(`${JSON.stringify(bytes.toString('latin1'))} at ${size}`);
      }
    }
  });

  // What redis-parser takes and we do not, so that nobody is surprised: a gateway refuses it as well.
  it.each([
    [':1x\r\n', 'other characters in a number'],
    ['$-2\r\n', 'a negative length that is not -1'],
    ['+a\rb', 'a CR without its LF'],
    ['$1\r\nabc', 'a bulk string that is not ended by CR LF'],
    [':9223372036854775808\r\n', 'an integer beyond 64 bits'],
  ])('is stricter than redis-parser with %j: %s', (reply) => {
    const bytes = Buffer.from(reply);
    let found: Value[] | undefined;
    try {
      found = parsed(bytes);
    } catch (error) {
      // Its number is none that BigInt takes.
      expect(error).toBeInstanceOf(SyntaxError);
      found = [];
    }
    expect(found).toBeDefined();
    expect(codec.read(bytes)).toBeUndefined();
  });

  it('takes 32 arrays in one another and no more, as a caller may limit further', () => {
    const nested = (levels: number) => Buffer.from(`${'*1\r\n'.repeat(levels)}:1\r\n`);
    expect(codec.isWhole(nested(32))).toBe(true);
    expect(codec.isWhole(nested(33))).toBe(false);
    expect(codec.isWhole(nested(100_000))).toBe(false);
    expect(codec.isWhole(nested(2), 2)).toBe(true);
    expect(codec.isWhole(nested(3), 2)).toBe(false);
    expect(codec.isWhole(nested(33), 1000)).toBe(false);
    expect(codec.isWhole(Buffer.from(':1\r\n'), 0)).toBe(true);
    expect(codec.isWhole(Buffer.from('*0\r\n'), 0)).toBe(false);
  });

  it('would trap on a byte too many', () => {
    expect(() => codec.lookBehind(Buffer.from('+OK\r\n'))).toThrow(WebAssembly.RuntimeError);
  });
});
