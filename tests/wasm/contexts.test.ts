import { describe, expect, it } from 'vitest';
import { ConfigureError, type Root, type Stream } from './host/index.ts';
import { withItems, limitBy, withThreshold } from './support/configurations.ts';
import { Plugin, respond } from './support/plugin.ts';
import { allowed, denied, windowReply } from './support/replies.ts';

const first = withThreshold({ rule_name: 'first', rejected_code: 430, show_limit_quota_header: true });
const second = withThreshold({ rule_name: 'second', rejected_code: 431 });

function begin(root: Root): Stream {
  const stream = root.stream();
  stream.requestHeaders({ ':path': '/', ':method': 'GET' }, { endOfStream: true });
  return stream;
}

const ruleOf = (plugin: Plugin): string | undefined =>
  plugin.host.redis.pending.at(-1)?.command[3]?.split(':')[1];

/** Calls into the module as the host would, or would not. */
function enter(plugin: Plugin, callback: string, ...numbers: number[]): number | undefined {
  return plugin.host.vm.enter(plugin.root, callback, ...(numbers as [number, number]));
}

describe('several roots in one VM', () => {
  it('keep their configurations apart', async () => {
    const plugin = await Plugin.start(first);
    const other = plugin.host.start(second);
    const one = begin(plugin.root);
    expect(ruleOf(plugin)).toBe('first');
    const two = begin(other);
    expect(ruleOf(plugin)).toBe('second');
    plugin.host.redis.reply(undefined, denied);
    plugin.host.redis.reply(undefined, denied);
    expect([one.localReply?.status, two.localReply?.status]).toEqual([430, 431]);
  });

  it('survive the refusal of one more', async () => {
    const plugin = await Plugin.start(first);
    expect(() => plugin.host.start('{')).toThrow(ConfigureError);
    expect(plugin.logged).toEqual([expect.stringContaining('unexpected end of input')]);
    begin(plugin.root);
    expect(ruleOf(plugin)).toBe('first');
  });
});

describe('a new configuration as a new root', () => {
  it('is for new streams, while those in flight end under the old one', async () => {
    const plugin = await Plugin.start(first);
    const [early, waiting] = [begin(plugin.root), begin(plugin.root)];
    plugin.host.redis.reply(undefined, windowReply(10, 4, 60));
    const next = plugin.host.reconfigure(plugin.root, second);

    const late = begin(next);
    expect(ruleOf(plugin)).toBe('second');
    plugin.host.redis.reply(undefined, denied);
    plugin.host.redis.reply(undefined, denied);
    expect([waiting.localReply?.status, late.localReply?.status]).toEqual([430, 431]);
    expect(respond(early)['x-ratelimit-remaining']).toBe('6');
    for (const stream of [early, waiting, late]) stream.end();
    expect(plugin.root.state).toBe('deleted');
  });

  it('that is refused leaves the old one serving', async () => {
    const plugin = await Plugin.start(first);
    const nameless = { ...first, rule_name: '' };
    expect(() => plugin.host.reconfigure(plugin.root, nameless)).toThrow(ConfigureError);
    expect(plugin.logged).toEqual([expect.stringContaining('rule_name: is missing or empty')]);
    expect(plugin.root.state).toBe('live');
    begin(plugin.root);
    expect(ruleOf(plugin)).toBe('first');
  });
});

describe('a second configuration of the same root', () => {
  const configureAgain = (plugin: Plugin, configuration: object | string): boolean => {
    const bytes = Buffer.from(
      typeof configuration === 'string' ? configuration : JSON.stringify(configuration),
    );
    Object.assign(plugin.root, { configuration: bytes, isConfiguring: true });
    const isAccepted = enter(plugin, 'proxy_on_configure', plugin.root.id, bytes.length) === 1;
    plugin.root.isConfiguring = false;
    return isAccepted;
  };

  it('is for new streams, while those in flight end under the one before', async () => {
    const plugin = await Plugin.start(first);
    const waiting = begin(plugin.root);
    expect(configureAgain(plugin, second)).toBe(true);
    // Plenty of garbage: what the stream points into must not be part of it.
    for (let i = 0; i < 50; i++)
      configureAgain(plugin, withItems([limitBy('header', `h${i}`, 'a', 'b', 'c')]));
    expect(configureAgain(plugin, second)).toBe(true);
    const late = begin(plugin.root);
    plugin.host.redis.reply(undefined, Buffer.from('-NOSCRIPT x\r\n'));
    plugin.host.redis.reply(undefined, denied);
    plugin.host.redis.reply(undefined, denied);
    expect([waiting.localReply?.status, late.localReply?.status]).toEqual([430, 431]);
  });

  it('that is refused changes nothing', async () => {
    const plugin = await Plugin.start(first);
    expect(configureAgain(plugin, '{"rule_name":')).toBe(false);
    begin(plugin.root);
    expect(ruleOf(plugin)).toBe('first');
  });
});

describe('a stream may end', () => {
  const ends: [when: string, drive: (plugin: Plugin) => Stream][] = [
    ['before its request headers', ({ root }) => root.stream()],
    ['while it waits', ({ root }) => begin(root)],
    ['after it was let go', (plugin) => plugin.answered(allowed)],
    ['after it was rejected', (plugin) => plugin.answered(denied)],
    [
      'after its response headers',
      (plugin) => {
        const stream = plugin.answered(allowed);
        respond(stream);
        return stream;
      },
    ],
    [
      'by a reset',
      ({ root }) => {
        const stream = begin(root);
        stream.reset();
        return stream;
      },
    ],
  ];

  it.each(ends)('%s', async (_when, drive) => {
    const plugin = await Plugin.start(first);
    const stream = drive(plugin);
    stream.end();
    while (plugin.host.redis.pending.length > 0) plugin.host.redis.reply(undefined, denied);
    expect(plugin.keyFor()).toBe('higress-cluster-key-rate-limit:first:global_threshold:60');
  });
});

describe('ids the module does not expect', () => {
  const entries: [what: string, callback: string, ...numbers: number[]][] = [
    ['request headers of a stream that never was', 'proxy_on_request_headers', 99, 3, 1],
    ['response headers of a stream that never was', 'proxy_on_response_headers', 99, 3, 1],
    ['the end of a stream that never was', 'proxy_on_delete', 99],
    ['a stream of a root that never was', 'proxy_on_context_create', 98, 77],
    ['a reply to a call that never was', 'proxy_on_redis_call_response', 1, 4711, 0, 5],
    ['the loss of a call that never was', 'proxy_on_redis_call_response', 1, 0, 1, 0],
  ];

  it.each(entries)('%s: neither a trap nor a hostcall comes of it', async (_what, callback, ...numbers) => {
    const plugin = await Plugin.start(first);
    enter(plugin, callback, ...numbers);
    expect(plugin.host.take()).toEqual([]);
    expect(plugin.keyFor()).toBeDefined();
  });

  it('a configuration for a root that never was is refused', async () => {
    const plugin = await Plugin.start(first);
    expect(enter(plugin, 'proxy_on_configure', 99, 0)).toBe(0);
  });

  it('a response without its request passes', async () => {
    const plugin = await Plugin.start(first);
    enter(plugin, 'proxy_on_context_create', 500, plugin.root.id);
    expect(enter(plugin, 'proxy_on_response_headers', 500, 1, 1)).toBe(0);
    enter(plugin, 'proxy_on_delete', 500);
    expect(plugin.host.take()).toEqual([]);
  });

  it('an id that is used again belongs to the new stream alone', async () => {
    const plugin = await Plugin.start(first);
    const old = begin(plugin.root);
    // The host takes ids from a counter; this one starts it again.
    enter(plugin, 'proxy_on_context_create', old.id, plugin.root.id);
    plugin.host.take();
    plugin.host.redis.reply(undefined, denied);
    expect(plugin.host.take()).toEqual([]);
    expect(old.localReply).toBeUndefined();
  });

  it('an id that is used again gets no reply to the old stream while the new one waits for its own', async () => {
    const plugin = await Plugin.start(first);
    const old = begin(plugin.root);
    enter(plugin, 'proxy_on_context_create', old.id, plugin.root.id);
    plugin.host.vm.enter(old, 'proxy_on_request_headers', old.id, 2, 1);
    const [stale, fresh] = [...plugin.host.redis.pending];
    plugin.host.take();
    plugin.host.redis.reply(stale, denied);
    expect(plugin.host.take()).toEqual([]);
    plugin.host.redis.reply(fresh, allowed);
    expect(old.upstream.headers).toBeDefined();
  });

  it('a root deleted before its streams does not take them along', async () => {
    const plugin = await Plugin.start(first);
    const stream = begin(plugin.root);
    enter(plugin, 'proxy_on_delete', plugin.root.id);
    const other = plugin.host.start(second);
    plugin.host.redis.reply(undefined, windowReply(10, 1, 60));
    expect(respond(stream)['x-ratelimit-remaining']).toBe('9');
    stream.end();
    begin(other);
    expect(ruleOf(plugin)).toBe('second');
  });

  it('a stream of a deleted root passes untouched', async () => {
    const plugin = await Plugin.start(first);
    enter(plugin, 'proxy_on_delete', plugin.root.id);
    const stream = begin(plugin.root);
    expect(stream.upstream.headers).toBeDefined();
    stream.end();
  });
});
