import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { resp } from '../host/index.ts';
import { limitBy, withItems, withThreshold } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';

const script = new URL('../../../assembly/redis/scripts/fixed-window.lua', import.meta.url);

describe('the Redis command of a request', () => {
  it('is one EVALSHA with the key, the limit and the seconds of the window', async () => {
    const plugin = await Plugin.start(withItems([limitBy('header', 'x-api-key', 'alice')]));
    plugin.request({ headers: { 'x-api-key': 'alice' } });
    const [call] = plugin.host.redis.pending;
    const key = 'higress-cluster-key-rate-limit:r:limit_by_header:60:x-api-key:alice';
    expect(
      Buffer.from(call!.query)
        .toString('latin1')
        .replace(/[0-9a-f]{40}/, 'SHA1'),
    ).toBe(
      `*6\r\n$7\r\nEVALSHA\r\n$40\r\nSHA1\r\n$1\r\n1\r\n$${key.length}\r\n${key}\r\n$2\r\n10\r\n$2\r\n60\r\n`,
    );
  });

  it('names the script by the hash of what is sent when the server does not know it', async () => {
    const plugin = await Plugin.start(withThreshold());
    plugin.request();
    const sha1 = plugin.host.redis.pending[0]!.command[1];
    plugin.host.redis.reply(undefined, resp.error('NOSCRIPT No matching script.'));
    const source = plugin.host.redis.pending[0]!.command[1]!;
    expect(createHash('sha1').update(source).digest('hex')).toBe(sha1);
    // Comments and indentation are not worth their bytes on the way to Redis.
    const code = (text: string) =>
      text
        .split('\n')
        .map((line) => line.trim())
        .filter((line) => line !== '' && !line.startsWith('--'));
    expect(code(source)).toEqual(code(readFileSync(script, 'utf8')));
  });

  it('counts the bytes of a name in UTF-8, not its characters', async () => {
    const plugin = await Plugin.start(withThreshold({ rule_name: 'ключ 🔑' }));
    plugin.request();
    expect(plugin.host.redis.pending[0]!.command[3]).toBe(
      'higress-cluster-key-rate-limit:ключ 🔑:global_threshold:60',
    );
  });
});

describe('the reply [limit, count, seconds]', () => {
  it.each([
    ['integers', '*3\r\n:10\r\n:11\r\n:5\r\n', true],
    ['bulk numbers', '*3\r\n$2\r\n10\r\n$2\r\n11\r\n$1\r\n5\r\n', true],
    ['both', '*3\r\n:10\r\n$1\r\n9\r\n:5\r\n', false],
    ['signed', '*3\r\n:+10\r\n:-1\r\n:5\r\n', false],
    ['large', '*3\r\n:9007199254740991\r\n:9007199254740992\r\n:86400\r\n', true],
  ])('is understood as %s', async (_form, reply, isDenied) => {
    const plugin = await Plugin.start(withThreshold());
    const stream = plugin.answered(Buffer.from(reply));
    expect(stream.localReply !== undefined).toBe(isDenied);
    expect(plugin.logged).toEqual([]);
  });

  it.each(['0', '-1', '9007199254740991'])(
    'of %s seconds goes into the reset header as it is',
    async (seconds) => {
      const plugin = await Plugin.start(withThreshold());
      const stream = plugin.answered(Buffer.from(`*3\r\n:1\r\n:2\r\n:${seconds}\r\n`));
      expect(stream.localReply?.headers.get('x-ratelimit-reset')).toBe(seconds);
    },
  );
});
