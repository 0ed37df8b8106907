import { expect, it } from 'vitest';
import { redis, withThreshold } from '../support/configurations.ts';
import { Plugin } from '../support/plugin.ts';
import { allowed, denied, windowReply } from '../support/replies.ts';
import { fuzzPlan, inBatches } from './plan.ts';
import type { Random } from './random.ts';

const whole = [
  allowed,
  denied,
  windowReply(10, 10, 0),
  Buffer.from('*3\r\n$2\r\n10\r\n$2\r\n11\r\n$1\r\n5\r\n'),
  Buffer.from('-NOSCRIPT No matching script.\r\n'),
  Buffer.from('-NOAUTH Authentication required.\r\n'),
  Buffer.from('-LOADING x\r\n'),
  Buffer.from('*-1\r\n'),
  Buffer.from('+OK\r\n'),
];
const tokens = [
  '\r\n',
  '*',
  '$',
  ':',
  '-',
  '+',
  '3',
  '0',
  '-1',
  '11',
  '*3\r\n',
  ':11\r\n',
  '$1\r\n5\r\n',
  '9223372036854775807',
  '9223372036854775808',
  '_',
];

const NUMBER = /^[+-]?\d{1,19}$/;
const isOf64Bits = (digits: string) => BigInt.asIntN(64, numberOf(digits)) === numberOf(digits);
const numberOf = (digits: string) => BigInt(digits.replace('+', ''));

/** What the script's reply says, read another way than the module does: whether the count is over the limit. */
function isOverLimit(reply: Buffer): boolean {
  let rest = reply.toString('latin1');
  const take = (pattern: RegExp): string | undefined => {
    const [all, first] = pattern.exec(rest) ?? [];
    if (all !== undefined) rest = rest.slice(all.length);
    return first;
  };
  if (Number(take(/^\*([+-]?\d{1,19})\r\n/)) !== 3) return false;
  const numbers: bigint[] = [];
  while (numbers.length < 3) {
    let digits = take(/^:([+-]?\d{1,19})\r\n/);
    if (digits === undefined) {
      const size = Number(take(/^\$([+-]?\d{1,19})\r\n/) ?? -1);
      if (size < 0 || rest.slice(size, size + 2) !== '\r\n') return false;
      digits = rest.slice(0, size);
      rest = rest.slice(size + 2);
      if (!NUMBER.test(digits)) return false;
    }
    if (!isOf64Bits(digits)) return false;
    numbers.push(numberOf(digits));
  }
  return rest === '' && numbers[1]! > numbers[0]!;
}

function replyBytes(random: Random): Buffer {
  const way = random.below(4);
  if (way === 0) return random.bytes(random.length(300));
  if (way === 1) return random.mixture(tokens, 15);
  if (way === 2) return random.mutation(random.pick(whole), tokens);
  const complete = Buffer.from(random.pick(whole));
  return complete.subarray(0, random.below(complete.length + 1));
}

const { cases, random } = fuzzPlan('replies', 0.4);

it('no reply makes the limiter trap or decide otherwise than it says', { timeout: 300_000 }, async () => {
  let denials = 0;
  await inBatches(cases, async (size) => {
    const plugin = await Plugin.start(withThreshold({ redis: { ...redis, breaker: { failures: 0 } } }));
    const server = plugin.host.redis;
    plugin.host.allow(
      ...(['redis_call', 'redis_init', 'set_effective_context', 'get_buffer', 'get_time', 'log'] as const),
      ...(['continue_stream', 'send_local_response'] as const),
      ...(['record_metric', 'increment_metric'] as const),
    );
    for (let i = 0; i < size; i++) {
      const stream = plugin.request();
      let isToBeDenied = false;
      let last: Buffer = Buffer.alloc(0);
      let attempts = 0;
      for (let [call] = server.pending; call !== undefined; [call] = server.pending) {
        // Past the host's own RESP check, which would turn most of this into a lost connection.
        server.pending.shift();
        last = replyBytes(random);
        const status = random.chance(0.95) ? 0 : 1;
        call.deliver(call.token, status, last);
        attempts += 1;
        isToBeDenied = status === 0 && isOverLimit(last);
        if (isToBeDenied) denials += 1;
      }
      expect(stream.localReply !== undefined, last.toString('latin1')).toBe(isToBeDenied);
      expect(attempts).toBeLessThanOrEqual(3);
      expect(stream.localReply === undefined).toBe(stream.upstream.headers !== undefined);
      stream.end();
      if (random.chance(0.01)) plugin.host.advance(1000);
    }
  });
  // Otherwise one of the two directions was never tried.
  expect(denials).toBeGreaterThan(0);
});
