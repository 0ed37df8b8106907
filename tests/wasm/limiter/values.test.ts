import { describe, expect, it } from 'vitest';
import { limitBy, withItems } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';

const prefix = 'higress-cluster-key-rate-limit:r';
const limiting = (kind: string, source: string, ...keys: string[]): Promise<Plugin> =>
  Plugin.start(withItems([limitBy(kind, source, ...keys)]));

describe('limit_by_header', () => {
  it('counts by the exact value of a header', async () => {
    const plugin = await limiting('header', 'x-api-key', 'alice');
    expect(plugin.keyForHeader('x-api-key', 'alice')).toBe(`${prefix}:limit_by_header:60:x-api-key:alice`);
    expect(plugin.keyForHeader('x-api-key', 'Alice')).toBeUndefined();
    expect(plugin.keyForHeader('x-api-key', 'alice ')).toBeUndefined();
    expect(plugin.keyFor()).toBeUndefined();
  });

  it('finds the header whatever the case of its name, and keeps the spelling of the configuration in the key', async () => {
    const plugin = await limiting('header', 'X-Api-Key', 'alice');
    expect(plugin.keyForHeader('x-api-key', 'alice')).toBe(`${prefix}:limit_by_header:60:X-Api-Key:alice`);
  });

  it('takes the first of several headers of one name', async () => {
    const plugin = await limiting('per_header', 'x-api-key', '*');
    const stream = plugin.root.stream();
    stream.requestHeaders([
      ['x-api-key', 'first'],
      ['x-api-key', 'second'],
    ]);
    expect(plugin.host.redis.pending[0]!.command[3]).toMatch(/:first$/);
  });
});

describe('limit_by_per_header', () => {
  it('counts each value apart', async () => {
    const plugin = await limiting('per_header', 'x-api-key', '*');
    expect(plugin.keyForHeader('x-api-key', 'a')).toBe(`${prefix}:limit_by_per_header:60:x-api-key:a`);
    expect(plugin.keyForHeader('x-api-key', 'b')).toBe(`${prefix}:limit_by_per_header:60:x-api-key:b`);
    expect(plugin.keyFor()).toBeUndefined();
  });

  it('counts an empty value too', async () => {
    const plugin = await limiting('per_header', 'x-api-key', '*');
    expect(plugin.keyForHeader('x-api-key', '')).toBe(`${prefix}:limit_by_per_header:60:x-api-key:`);
  });

  it('puts the value into the key byte for byte, whatever the bytes', async () => {
    const plugin = await limiting('per_header', 'x-api-key', '*');
    plugin.request({ headers: { 'x-api-key': Uint8Array.of(0xff, 0x20, 0x3a, 0x80) } });
    const query = Buffer.from(plugin.host.redis.pending[0]!.query);
    const head = Buffer.from(`${prefix}:limit_by_per_header:60:x-api-key:`);
    expect(query.includes(Buffer.concat([head, Buffer.of(0xff, 0x20, 0x3a, 0x80, 13, 10)]))).toBe(true);
  });
});

describe.each([
  ['limit_by_param', 'param', 'alice'],
  ['limit_by_per_param', 'per_param', '*'],
])('%s', (field, kind, key) => {
  it('counts by a query parameter', async () => {
    const plugin = await limiting(kind, 'user', key);
    expect(plugin.keyForHeader(':path', '/a?x=1&user=alice#end')).toBe(`${prefix}:${field}:60:user:alice`);
    expect(plugin.keyForHeader(':path', '/a?x=1')).toBeUndefined();
    expect(plugin.keyForHeader(':path', '/user=alice')).toBeUndefined();
  });

  it('decodes names and values, and the first pair of the name counts', async () => {
    const plugin = await limiting(kind, 'user', key);
    expect(plugin.keyForHeader(':path', '/?us%65r=%61lic%65&user=bob')).toMatch(/:alice$/);
  });
});

it('a parameter may be blank, spaced or badly escaped', async () => {
  const plugin = await limiting('per_param', 'user', '*');
  expect(plugin.keyForHeader(':path', '/?user')).toBe(`${prefix}:limit_by_per_param:60:user:`);
  expect(plugin.keyForHeader(':path', '/?user=a+b%20c')).toMatch(/:a b c$/);
  expect(plugin.keyForHeader(':path', '/?user=%zz&user=good')).toMatch(/:good$/);
});

describe.each([
  ['limit_by_consumer', 'consumer', 'alice'],
  ['limit_by_per_consumer', 'per_consumer', 'regexp:^a'],
])('%s', (field, kind, key) => {
  it.each(['', 'whatever'])(
    'counts by the authenticated consumer, whatever stands in the field: "%s"',
    async (source) => {
      const plugin = await limiting(kind, source, key);
      expect(plugin.keyForHeader('x-mse-consumer', 'alice')).toBe(
        `${prefix}:${field}:60:x-mse-consumer:alice`,
      );
      expect(plugin.keyForHeader('x-mse-consumer', 'bob')).toBeUndefined();
      expect(plugin.keyFor()).toBeUndefined();
    },
  );
});

describe('a long value', () => {
  it('of 1024 bytes stands in the key as it is', async () => {
    const plugin = await limiting('per_header', 'x-api-key', '*');
    expect(plugin.keyForHeader('x-api-key', 'v'.repeat(1024))).toMatch(/:v{1024}$/);
  });

  it('of one byte more is hashed', async () => {
    const { createHash } = await import('node:crypto');
    const plugin = await limiting('per_header', 'x-api-key', '*');
    const value = 'v'.repeat(1025);
    const hash = createHash('sha256').update(value).digest('hex');
    expect(plugin.keyForHeader('x-api-key', value)).toBe(
      `${prefix}:limit_by_per_header:60:x-api-key:sha256:${hash}`,
    );
  });

  it('of 200 000 bytes neither traps nor grows the command', async () => {
    const plugin = await limiting('per_param', 'user', '*');
    plugin.request({ headers: { ':path': `/?user=${'%41'.repeat(66_000)}` } });
    expect(plugin.host.redis.pending[0]!.query.length).toBeLessThan(300);
  });
});
