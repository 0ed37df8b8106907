import { describe, expect, it } from 'vitest';
import { resp } from '../host/index.ts';
import { cluster, withThreshold } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed } from '../support/replies.ts';

const replies: [error: string, said: string][] = [
  [
    'WRONGPASS invalid username-password pair',
    'authentication failed, check redis.username and redis.password',
  ],
  [
    "NOPERM User default has no permissions to run the 'evalsha' command",
    'the user may not run the command, check its ACL',
  ],
  ['LOADING Redis is loading the dataset in memory', 'is starting'],
  ["READONLY You can't write against a read only replica.", 'is a replica and takes no writes'],
  [
    "OOM command not allowed when used memory > 'maxmemory'.",
    'has reached maxmemory, check maxmemory-policy',
  ],
  ['ERR the counter does not hold a number', 'error reply'],
  ['MOVED 3999 127.0.0.1:6381', 'error reply'],
  ['', 'error reply'],
];

describe.each(replies)('the error reply "%s"', (error, said) => {
  it('lets requests pass, is logged once, and its end once', async () => {
    const plugin = await Plugin.start(withThreshold());
    for (let i = 0; i < 3; i++) {
      const stream = plugin.answered(resp.error(error));
      expect(stream.upstream.headers).toBeDefined();
    }
    expect(plugin.host.counters.redisCommands).toBe(3);
    plugin.answered(allowed);
    expect(plugin.logged).toEqual([
      `warn redis ${cluster}: ${said}: ${error}`,
      `info redis ${cluster}: answers again`,
    ]);
  });

  it('is 503 if the policy is closed', async () => {
    const plugin = await Plugin.start(withThreshold({ on_redis_error: 'closed' }));
    expect(plugin.answered(resp.error(error)).localReply?.status).toBe(503);
  });
});

it('each change of state is a line, also from one error to another', async () => {
  const plugin = await Plugin.start(withThreshold());
  plugin.answered(resp.error('LOADING a'));
  plugin.answered(resp.error('LOADING b'));
  plugin.answered(resp.error('READONLY c'));
  plugin.request();
  plugin.host.redis.fail();
  expect(plugin.logged.map((line) => line.split(': ')[1])).toEqual([
    'is starting',
    'is a replica and takes no writes',
    'connection lost, or no reply within 1000 ms',
  ]);
});

it('an endless error text is cut in the log', async () => {
  const plugin = await Plugin.start(withThreshold());
  plugin.answered(resp.error(`ERR ${'x'.repeat(100_000)}`));
  expect(plugin.logged[0]!.length).toBeLessThan(300);
});

it('an error text that is not UTF-8 is logged all the same', async () => {
  const plugin = await Plugin.start(withThreshold());
  plugin.answered(Buffer.concat([Buffer.from('-ERR '), Buffer.of(0xff, 0xc3), Buffer.from('\r\n')]));
  expect(plugin.logged).toHaveLength(1);
});

it('a state that changes with every request is logged thirty times, and once a second from then on', async () => {
  const plugin = await Plugin.start(withThreshold());
  const flap = (times: number): void => {
    for (let i = 0; i < times; i++) plugin.answered(i % 2 === 0 ? resp.error('READONLY x') : allowed);
  };
  flap(100);
  expect(plugin.logged).toHaveLength(30);
  plugin.host.advance(999);
  flap(100);
  expect(plugin.logged).toHaveLength(30);
  plugin.host.advance(1);
  flap(100);
  expect(plugin.logged).toHaveLength(31);
  plugin.host.advance(60_000);
  flap(100);
  expect(plugin.logged).toHaveLength(61);
});

it('values of clients stay out of the log', async () => {
  const plugin = await Plugin.start(withThreshold());
  plugin.answered(
    resp.error("ERR unknown command 'EVALSHA', with args beginning with: 'sha' '1' 'r:secret' "),
  );
  plugin.answered(resp.bulk('secret'));
  expect(plugin.logged).toEqual([
    `warn redis ${cluster}: error reply: ERR unknown command 'EVALSHA'`,
    `warn redis ${cluster}: unexpected reply: $6`,
  ]);
});
