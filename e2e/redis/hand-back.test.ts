import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { readScripts } from '../../scripts/embed-scripts.ts';
import { expires } from '../scenes/expectations.ts';
import { onEveryRedis } from '../servers/every-redis.ts';
import { ScriptBench } from './script-bench.ts';

const LIMIT = 10;
const LEFT = 40;
const WINDOW = 60;
const KEY = 'counter';

onEveryRedis((options) => {
  let bench: ScriptBench;
  let countSha1: string;

  beforeAll(async () => {
    bench = await ScriptBench.start('HAND_BACK', options);
  });
  afterAll(() => bench?.stop());

  beforeEach(async () => {
    await bench.redis.flushAll();
    await bench.redis.scriptLoad(bench.source);
    const counting = readScripts().find(({ name }) => name === 'FIXED_WINDOW')!;
    countSha1 = await bench.redis.scriptLoad(counting.source);
  });

  const handBack = (requests: number, limit = LIMIT, secondsLeft = LEFT) =>
    bench.call(KEY, requests, limit, secondsLeft) as Promise<number>;
  const count = async (limit = LIMIT) =>
    (await bench.redis.evalSha(countSha1, {
      keys: [KEY],
      arguments: [String(limit), String(WINDOW)],
    })) as number[];

  test('what was counted elsewhere opens a window that ends when that one does', async () => {
    expect(await handBack(4)).toBe(4);
    expect(await bench.redis.get(KEY)).toBe('4');
    expect(await bench.redis.ttl(KEY)).toEqual(expires(LEFT));
    expect(await count()).toEqual([LIMIT, 5, expires(LEFT)]);
  });

  test('it adds to a window that began meanwhile, which keeps its end', async () => {
    await count();
    await bench.redis.expire(KEY, 55);
    expect(await handBack(4)).toBe(5);
    expect(await bench.redis.ttl(KEY)).toEqual(expires(55));
  });

  test('the count stops one above the limit, so that a limit that is raised lets requests through again', async () => {
    expect(await handBack(1_000_000)).toBe(LIMIT + 1);
    expect(await handBack(1)).toBe(LIMIT + 1);
    expect(await count()).toEqual([LIMIT, LIMIT + 1, expires(LEFT)]);
    expect(await count(LIMIT + 5)).toEqual([LIMIT + 5, LIMIT + 2, expires(LEFT)]);
  });

  test('a count above a limit that was lowered stays as it is', async () => {
    await handBack(9);
    expect(await handBack(1, 3)).toBe(9);
    expect(await bench.redis.ttl(KEY)).toEqual(expires(LEFT));
  });

  test('a counter that lost its expiry gets one', async () => {
    await bench.redis.set(KEY, String(LIMIT + 1));
    expect(await handBack(1)).toBe(LIMIT + 1);
    expect(await bench.redis.ttl(KEY)).toEqual(expires(LEFT));
  });

  test('gateways that hand back at once add up', async () => {
    await Promise.all(Array.from({ length: 50 }, () => handBack(3, 1000)));
    expect(await bench.redis.get(KEY)).toBe('150');
  });

  test('numbers are kept to the last digit', async () => {
    const limit = 9_007_199_254_740_901;
    expect(await handBack(4_294_967_295, limit)).toBe(4_294_967_295);
    expect(await handBack(4_294_967_295, limit)).toBe(8_589_934_590);
  });

  test('a text that is no number, or another type, is an error and stays', async () => {
    await bench.redis.set(KEY, 'a text');
    await expect(handBack(1)).rejects.toThrow(/the counter does not hold a number/);
    expect(await bench.redis.get(KEY)).toBe('a text');
    await bench.redis.del(KEY);
    await bench.redis.rPush(KEY, 'item');
    await expect(handBack(1)).rejects.toThrow(/WRONGTYPE/);
  });

  test('Redis that does not know the script says NOSCRIPT, and knows it once it was sent whole', async () => {
    await bench.redis.scriptFlush();
    await expect(handBack(2)).rejects.toThrow(/^NOSCRIPT/);
    expect(await bench.callWhole(KEY, 2, LIMIT, LEFT)).toBe(2);
    expect(await handBack(2)).toBe(4);
  });

  test('however counting and handing back follow each other, a model agrees, and no key is without an end', async () => {
    type Step = { limit: number; requests: number | undefined };
    const step = fc.record({
      limit: fc.integer({ min: 1, max: 8 }),
      requests: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined }),
    });
    const agrees = async (steps: Step[]) => {
      await bench.redis.del(KEY);
      let expected = 0;
      for (const { limit, requests } of steps) {
        const added = Math.max(0, Math.min(requests ?? 1, limit + 1 - expected));
        expected += added;
        const found = requests === undefined ? (await count(limit))[1] : await handBack(requests, limit);
        expect(found).toBe(expected);
        if (added > 0) expect(found).toBeLessThanOrEqual(limit + 1);
        expect(await bench.redis.ttl(KEY)).toBeGreaterThan(0);
      }
    };
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), agrees), {
      numRuns: 100,
    });
  });
});
