import { describe, expect, it } from 'vitest';
import { cluster, withThreshold } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed } from '../support/replies.ts';

/** Well-formed RESP2, so the gateway hands it over, but not what the script answers. */
const strangers: [kind: string, reply: string][] = [
  ['a text', '+OK\r\n'],
  ['a number', ':1\r\n'],
  ['null', '$-1\r\n'],
  ['a null array', '*-1\r\n'],
  ['a bulk', '$3\r\nabc\r\n'],
  ['an empty array', '*0\r\n'],
  ['two numbers', '*2\r\n:1\r\n:2\r\n'],
  ['four numbers', '*4\r\n:1\r\n:2\r\n:3\r\n:4\r\n'],
  ['a null among the three', '*3\r\n:1\r\n:2\r\n$-1\r\n'],
  ['an array among the three', '*3\r\n:1\r\n:2\r\n*0\r\n'],
  ['a text among the three', '*3\r\n+1\r\n:2\r\n:3\r\n'],
  ['an error among the three', '*3\r\n:1\r\n-ERR x\r\n:3\r\n'],
  ['a bulk without digits', '*3\r\n$1\r\nx\r\n:2\r\n:3\r\n'],
  ['an empty bulk', '*3\r\n$0\r\n\r\n:2\r\n:3\r\n'],
  ['a fraction', '*3\r\n$3\r\n1.5\r\n:2\r\n:3\r\n'],
  ['a number and a blank', '*3\r\n$2\r\n1 \r\n:2\r\n:3\r\n'],
  ['a number beyond 64 bits', '*3\r\n:99999999999999999999\r\n:2\r\n:3\r\n'],
  ['an array in the first place', '*3\r\n*1\r\n:1\r\n:2\r\n:3\r\n'],
  ['arrays in arrays', `${'*1\r\n'.repeat(500)}:1\r\n`],
];

describe.each(strangers)('the reply "%s"', (_kind, text) => {
  it('lets requests pass and is logged once, its return once', async () => {
    const plugin = await Plugin.start(withThreshold());
    for (let i = 0; i < 3; i++) {
      expect(plugin.answered(Buffer.from(text)).upstream.headers).toBeDefined();
    }
    expect(plugin.host.redis.pending).toEqual([]);
    plugin.answered(allowed);
    expect(plugin.logged).toEqual([
      `warn redis ${cluster}: unexpected reply: ${text.split('\r')[0]!.slice(0, 200)}`,
      `info redis ${cluster}: answers again`,
    ]);
  });
});

/** What no gateway would deliver; a proxy or a bug in between might. */
const broken: [kind: string, reply: string][] = [
  ['nothing', ''],
  ['a type alone', '*'],
  ['no line end', '*3'],
  ['a head alone', '*3\r\n'],
  ['a cut number', '*3\r\n:1\r\n:2\r\n:3'],
  ['one value too many', '*3\r\n:1\r\n:2\r\n:3\r\n:4\r\n'],
  ['a type of RESP3', '%1\r\n'],
  ['an empty line', '\r\n'],
  ['an endless array', '*2147483647\r\n:1\r\n'],
  ['a negative array', '*-2\r\n'],
  ['a cut bulk', '$5\r\nab\r\n'],
  ['an endless bulk', '$99999999999\r\n'],
  ['numbers without digits', '*3\r\n:\r\n:\r\n:\r\n'],
  ['a cut error', '-ERR'],
  ['a lone CR', '+\r'],
];

describe.each(broken)('the broken reply "%s"', (_kind, text) => {
  it('does not trap, and the request passes', async () => {
    const plugin = await Plugin.start(withThreshold());
    const stream = plugin.request();
    const [call] = plugin.host.redis.pending.splice(0, 1);
    call!.deliver(call!.token, 0, Buffer.from(text));
    expect(stream.upstream.headers).toBeDefined();
    expect(plugin.logged).toHaveLength(1);
  });
});
