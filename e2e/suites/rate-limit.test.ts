import { expect } from 'vitest';
import { limiterSuite } from '../scenes/limiter-suite.ts';

const OK = 200;
const LIMITED = 429;

/** `passed` requests, then one too many. */
const exactly = (passed: number) => [...Array<number>(passed).fill(OK), LIMITED];

limiterSuite('limits of the official plugin', (limitTest) => {
  limitTest(
    'global_threshold: exactly N requests pass, whoever sends them, and one more is told when to come back',
    { global_threshold: { query_per_minute: 3 } },
    async ({ send, statuses, counters }) => {
      expect(await statuses(3)).toEqual([OK, OK, OK]);
      const answer = await send({ headers: { 'x-api-key': 'anyone' } });
      expect(answer).toMatchObject({ status: LIMITED, body: 'Too many requests' });
      expect(Number(answer.headers['x-ratelimit-reset'])).toBeGreaterThan(55);
      expect(answer.headers).not.toHaveProperty('x-ratelimit-limit');
      expect(answer.headers).not.toHaveProperty('x-ratelimit-remaining');
      expect(await counters()).toEqual([
        { key: 'global_threshold:60', value: '4', type: 'string', ttlSeconds: expect.closeTo(58, -1) },
      ]);
      expect(exactly(1)).toEqual([OK, LIMITED]);
    },
  );
});
