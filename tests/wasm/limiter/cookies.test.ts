import { expect, it } from 'vitest';
import { limitBy, withItems } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';

const start = (kind: string, key: string): Promise<Plugin> =>
  Plugin.start(withItems([limitBy(kind, 'session', key)]));

it('limit_by_cookie counts by the exact value of a cookie', async () => {
  const plugin = await start('cookie', 's1');
  expect(plugin.keyForHeader('cookie', 'a=b; session=s1; c=d')).toBe(
    'higress-cluster-key-rate-limit:r:limit_by_cookie:60:session:s1',
  );
  expect(plugin.keyForHeader('cookie', 'session=s2')).toBeUndefined();
  expect(plugin.keyForHeader('cookie', 'xsession=s1')).toBeUndefined();
});

it.each([
  ['keeps the padding of base64', 'session=YWI9PQ==', 'YWI9PQ=='],
  ['keeps quotes', 'session="q"', '"q"'],
  ['needs no blank between cookies', 'a=1;session=x;b=2', 'x'],
  ['drops blanks around the name and behind the value', 'a=1;  session =x  ', 'x'],
  ['takes the first of several', 'session=x; session=y', 'x'],
  ['passes over a piece without "="', 'session; session=x', 'x'],
  ['passes over an empty value', 'session=; session=x', 'x'],
])('a cookie %s', async (_rule, header, value) => {
  const plugin = await start('per_cookie', '*');
  expect(plugin.keyForHeader('cookie', header)).toBe(
    `higress-cluster-key-rate-limit:r:limit_by_per_cookie:60:session:${value}`,
  );
});

it.each(['', 'session', 'session=', ';;;', '=x', 'other=1'])(
  '"%s" has no such cookie, so the rule does not apply',
  async (header) => {
    const plugin = await start('per_cookie', '*');
    expect(plugin.keyForHeader('cookie', header)).toBeUndefined();
  },
);

it('a cookie counts in whichever Cookie header it comes', async () => {
  const plugin = await start('per_cookie', '*');
  const stream = plugin.root.stream();
  const cookies: [string, string][] = [
    ['cookie', 'a=1'],
    ['x-other', 'session=wrong'],
    ['cookie', 'b=2; session=x'],
  ];
  stream.requestHeaders([[':method', 'GET'], [':path', '/'], [':authority', 'a.example'], ...cookies], {
    endOfStream: true,
  });
  expect(plugin.host.redis.pending[0]?.command[3]).toBe(
    'higress-cluster-key-rate-limit:r:limit_by_per_cookie:60:session:x',
  );
});
