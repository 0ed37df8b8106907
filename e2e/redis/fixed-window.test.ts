import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { expires } from '../scenes/expectations.ts';
import { onEveryRedis } from '../servers/every-redis.ts';
import { ScriptBench } from './script-bench.ts';

const LIMIT = 3;
const WINDOW = 60;
const KEY = 'counter';

onEveryRedis((options) => {
  let bench: ScriptBench;

  beforeAll(async () => {
    bench = await ScriptBench.start('FIXED_WINDOW', options);
  });
  afterAll(() => bench?.stop());

  beforeEach(async () => {
    await bench.redis.flushAll();
    await bench.redis.scriptLoad(bench.source);
  });

  const count = (limit = LIMIT) => bench.call(KEY, limit, WINDOW);

  test('the first request opens the window', async () => {
    expect(await count()).toEqual([LIMIT, 1, WINDOW]);
    expect(await bench.redis.get(KEY)).toBe('1');
    expect(await bench.redis.ttl(KEY)).toEqual(expires(WINDOW));
  });

  test('N requests are counted, and the count stays one above', async () => {
    const counts = [];
    for (let i = 0; i < LIMIT + 4; i++) counts.push(((await count()) as number[])[1]);
    expect(counts).toEqual([1, 2, 3, 4, 4, 4, 4]);
    expect(await bench.redis.get(KEY)).toBe('4');
  });

  test('of many requests at once exactly N are within the limit', async () => {
    const replies = await Promise.all(Array.from({ length: 500 }, () => bench.call(KEY, 100, WINDOW)));
    expect(replies.filter((reply) => (reply as number[])[1]! <= 100)).toHaveLength(100);
  });

  test('the seconds left are those of the key, and nobody extends them', async () => {
    await count();
    await bench.redis.expire(KEY, 20);
    expect(await count()).toEqual([LIMIT, 2, expires(20)]);
    for (let i = 0; i < LIMIT; i++) await count();
    expect(await count()).toEqual([LIMIT, LIMIT + 1, expires(20)]);
    expect(await bench.redis.ttl(KEY)).toEqual(expires(20));
  });

  test('the window ends with the key', async () => {
    expect(await bench.call(KEY, 1, 1)).toEqual([1, 1, 1]);
    await expect.poll(() => bench.redis.exists(KEY), { timeout: 3_000 }).toBe(0);
    expect(await bench.call(KEY, 1, 1)).toEqual([1, 1, 1]);
  });

  test('a counter that lost its expiry gets a whole window', async () => {
    await bench.redis.set(KEY, '2');
    expect(await count()).toEqual([LIMIT, 3, WINDOW]);
    await bench.redis.persist(KEY);
    await bench.redis.set(KEY, '4');
    expect(await count()).toEqual([LIMIT, 4, WINDOW]);
    expect(await bench.redis.ttl(KEY)).toEqual(expires(WINDOW));
  });

  test('a limit that was lowered holds at once, one that was raised lets requests through again', async () => {
    for (let i = 0; i < LIMIT; i++) await count();
    expect(await count(1)).toEqual([1, 3, expires(WINDOW)]);
    expect(await count(5)).toEqual([5, 4, expires(WINDOW)]);
  });

  test('a counter of the official plugin is taken over as it is', async () => {
    await bench.redis.set(KEY, '2', { expiration: { type: 'EX', value: 33 } });
    expect(await count()).toEqual([LIMIT, 3, expires(33)]);
  });

  test('a text that is no number is an error that names the key, and stays', async () => {
    await bench.redis.set(KEY, 'a text');
    await expect(count()).rejects.toThrow(/the counter does not hold a number/);
    expect(await bench.redis.get(KEY)).toBe('a text');
  });

  test('a key of another type is an error, and stays', async () => {
    await bench.redis.rPush(KEY, 'item');
    await expect(count()).rejects.toThrow(/WRONGTYPE/);
    expect(await bench.redis.type(KEY)).toBe('list');
  });

  test('a very large limit and a long window are kept to the last digit', async () => {
    // The client of this test reads integers exactly up to a hundred below 2^53.
    const limit = 9_007_199_254_740_901;
    expect(await bench.call(KEY, limit, 86_400)).toEqual([limit, 1, 86_400]);
  });

  test('Redis that does not know the script says NOSCRIPT, and knows it once it was sent whole', async () => {
    await bench.redis.scriptFlush();
    await expect(count()).rejects.toThrow(/^NOSCRIPT/);
    expect(await bench.callWhole(KEY, LIMIT, WINDOW)).toEqual([LIMIT, 1, WINDOW]);
    expect(await count()).toEqual([LIMIT, 2, expires(WINDOW)]);
  });

  test('keys are no more than the one that was named', async () => {
    await bench.call('a', 1, WINDOW);
    await bench.call('b', 1, WINDOW);
    expect((await bench.redis.keys('*')).sort()).toEqual(['a', 'b']);
  });
});
