import type { Random } from '../fuzz/random.ts';

const TOKENS = [
  ...['\r\n', '\r', '\n', '*', '$', ':', '-', '+', '0', '3', '-1', '11', '*3\r\n', ':11\r\n', '$1\r\n5\r\n'],
  ...[
    '$-1\r\n',
    '*-1\r\n',
    '*0\r\n',
    '$0\r\n\r\n',
    '+OK\r\n',
    '-ERR x\r\n',
    '_\r\n',
    '%1\r\n',
    '$-2\r\n',
    '$+1\r\n',
  ],
  ...['9223372036854775807', '9223372036854775808', '4294967296', '2147483647', '00000000000000000001'],
];
const NUMBERS = [
  0n,
  1n,
  -1n,
  42n,
  4294967296n,
  2n ** 53n + 1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  2n ** 63n,
  -(2n ** 63n) - 1n,
];
/** Past the limit of nesting now and then. */
const DEEPEST_CHAIN = 40;

/** Any bytes a peer might send: whole replies, damaged ones, cut ones, garbage. */
export function anyReply(random: Random): Buffer {
  const way = random.next();
  if (way < 0.4) return wholeReply(random);
  if (way < 0.65) return random.mutation(wholeReply(random), TOKENS);
  if (way < 0.8) {
    const whole = wholeReply(random);
    return whole.subarray(0, random.below(whole.length + 1));
  }
  return way < 0.95 ? random.mixture(TOKENS, 15) : random.bytes(random.length(300));
}

export function wholeReply(random: Random): Buffer {
  if (random.chance(0.02)) {
    const chain = '*1\r\n'.repeat(1 + random.below(DEEPEST_CHAIN));
    return Buffer.concat([Buffer.from(chain), leaf(random)]);
  }
  return value(random, random.below(7));
}

function value(random: Random, levels: number): Buffer {
  if (levels === 0 || random.chance(0.4)) return leaf(random);
  const items = Array.from({ length: random.length(12) }, () => value(random, levels - 1));
  return Buffer.concat([Buffer.from(`*${number(random, items.length)}\r\n`), ...items]);
}

function leaf(random: Random): Buffer {
  const kind = random.below(6);
  if (kind === 0) return Buffer.from(`:${number(random, random.pick(NUMBERS))}\r\n`);
  if (kind === 1) return Buffer.from(`:${number(random, random.below(1000))}\r\n`);
  if (kind === 2)
    return Buffer.from(random.pick(['$-1\r\n', '*-1\r\n', '+OK\r\n', '-NOSCRIPT No matching\r\n']));
  const content = random.chance(0.05) ? random.mixture(TOKENS, 10) : random.bytes(random.length(60));
  if (kind > 3)
    return Buffer.concat([
      Buffer.from(`$${number(random, content.length)}\r\n`),
      content,
      Buffer.from('\r\n'),
    ]);
  const line = content.filter((byte) => byte !== 0x0d);
  return Buffer.concat([Buffer.from(random.pick(['+', '-'])), line, Buffer.from('\r\n')]);
}

/** Mostly as Redis writes it, now and then as only a stranger would. */
function number(random: Random, value: number | bigint): string {
  if (random.chance(0.97)) return String(value);
  return value < 0 ? String(value) : random.pick(['+', '0', '+00', '-'].map((sign) => `${sign}${value}`));
}
