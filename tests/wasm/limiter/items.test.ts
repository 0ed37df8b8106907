import { expect, it } from 'vitest';
import { limitBy, withItems } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';

const kindOf = (key: string | undefined): string | undefined => key?.split(':')[2];
const items = [
  limitBy('header', 'x-api-key', 'alice'),
  limitBy('per_cookie', 'session', 'regexp:^s'),
  limitBy('per_ip', 'from-remote-addr', '10.0.0.0/8'),
];
const properties = { 'source.address': '10.0.0.1:1' };

it('the first item that matches decides, and it alone', async () => {
  const plugin = await Plugin.start(withItems(items));
  const headers = { 'x-api-key': 'alice', cookie: 'session=s1' };
  expect(kindOf(plugin.keyFor({ headers, properties }))).toBe('limit_by_header');
  expect(plugin.host.counters.redisCommands).toBe(1);
});

it('an item whose value is missing is passed over', async () => {
  const plugin = await Plugin.start(withItems(items));
  expect(kindOf(plugin.keyFor({ headers: { cookie: 'session=s1' }, properties }))).toBe(
    'limit_by_per_cookie',
  );
  expect(kindOf(plugin.keyFor({ properties }))).toBe('limit_by_per_ip');
});

it('an item of which no key matches is passed over too', async () => {
  const plugin = await Plugin.start(withItems(items));
  const headers = { 'x-api-key': 'bob', cookie: 'session=t1' };
  expect(kindOf(plugin.keyFor({ headers, properties }))).toBe('limit_by_per_ip');
});

it('a request that no item is for passes without a word to Redis', async () => {
  const plugin = await Plugin.start(withItems(items));
  const stream = plugin.request({ headers: { 'x-api-key': 'bob' } });
  expect(stream.upstream.headers).toBeDefined();
  expect(plugin.host.counters.redisCommands).toBe(0);
});

it('of several limit_by_* in one item the last in the official order counts, with a warning', async () => {
  const both = { ...limitBy('header', 'x-api-key', 'alice'), limit_by_param: 'user' };
  const plugin = await Plugin.start(withItems([both]));
  expect(plugin.logged).toEqual([
    'warn rule_items[0]: has both limit_by_header and limit_by_param; only limit_by_param counts, remove the other',
  ]);
  expect(kindOf(plugin.keyForHeader(':path', '/?user=alice'))).toBe('limit_by_param');
  expect(plugin.keyForHeader('x-api-key', 'alice')).toBeUndefined();
});

it('a limit_by_* that is empty is not there', async () => {
  const both = { ...limitBy('header', 'x-api-key', 'alice'), limit_by_param: '' };
  const plugin = await Plugin.start(withItems([both]));
  expect(kindOf(plugin.keyForHeader('x-api-key', 'alice'))).toBe('limit_by_header');
  expect(plugin.logged).toEqual([]);
});

it('one header is fetched once, however many items look at it', async () => {
  const plugin = await Plugin.start(
    withItems([
      limitBy('header', 'x-api-key', 'a'),
      limitBy('header', 'X-API-Key', 'b'),
      limitBy('per_header', 'x-api-key', '*'),
    ]),
  );
  plugin.request({ headers: { 'x-api-key': 'z' } });
  expect(plugin.host.counters.byName.get_header).toBe(1);
});
