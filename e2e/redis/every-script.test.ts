import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readScripts } from '../../scripts/embed-scripts.ts';
import { onEveryRedis } from '../servers/every-redis.ts';
import { RedisServer } from '../servers/redis-server.ts';

const scripts = readScripts();
const fileOf = (name: string) => `${name.toLowerCase().replaceAll('_', '-')}.test.ts`;

test.each(scripts)('$name has a test of its own, for every Redis', ({ name }) => {
  expect(readFileSync(join(import.meta.dirname, fileOf(name)), 'utf8')).toContain('onEveryRedis(');
});

onEveryRedis((options) => {
  test('computes the same hash for every script as the plugin calls it by', async () => {
    const server = await RedisServer.start(options);
    try {
      const redis = await server.client();
      for (const { source, sha1 } of scripts) expect(await redis.scriptLoad(source)).toBe(sha1);
    } finally {
      await server.stop();
    }
  });
});
