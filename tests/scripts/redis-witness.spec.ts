import { describe, expect, it } from 'vitest';
import { RedisWitness } from '../../e2e/scenes/redis-witness.ts';

const DOWN = 'plugin limiter warning: redis outbound|80||redis.static: no reply';

/** A gateway whose log is behind by these lines until it is drained. */
function gatewayBehind(...late: string[]) {
  const lines: string[] = [];
  return { logs: () => lines, drainLogs: async () => void lines.push(...late.splice(0)) };
}

describe('a witness that heard nothing', () => {
  it('has waited for what was said already', async () => {
    await expect(new RedisWitness(gatewayBehind(DOWN)).heardNothing()).rejects.toThrow(/no reply/);
  });

  it('minds nobody but the plugin and its Redis', async () => {
    await new RedisWitness(gatewayBehind('gateway: took over a change in 2 ms')).heardNothing();
  });
});
