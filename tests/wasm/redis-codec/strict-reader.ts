import { Failure, type Value } from './codec-module.ts';

/** The value of a reply, and whether all its numbers are written the one way that Redis writes them. */
export type Understood = { value: Value; isUsual: boolean };

class Refused extends Error {}

/** The rules for a reply, put into words another way than the module does: recursion, regular expressions, bigint. */
export function understand(reply: Buffer): Understood | undefined {
  const text = reply.toString('latin1');
  let at = 0;
  let isUsual = true;
  const line = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match === null) throw new Refused();
    at += match[0].length;
    return match[1]!;
  };
  const number = (): bigint => {
    const digits = line(/([+-]?[0-9]{1,19})\r\n/y);
    const value = BigInt(digits.replace('+', ''));
    if (BigInt.asIntN(64, value) !== value) throw new Refused();
    if (String(value) !== digits) isUsual = false;
    return value;
  };
  const value = (): Value => {
    const type = text[at++];
    if (type === '+') return Buffer.from(line(/([^\r]*)\r\n/y), 'latin1');
    if (type === '-') return new Failure(Buffer.from(line(/([^\r]*)\r\n/y), 'latin1').toString());
    if (type === ':') return number();
    if (type !== '$' && type !== '*') throw new Refused();
    const length = number();
    if (length === -1n) return null;
    // An element takes three bytes or more.
    if (length < 0n || length > BigInt(text.length)) throw new Refused();
    if (type === '*') return Array.from({ length: Number(length) }, value);
    const bytes = reply.subarray(at, at + Number(length));
    at += Number(length);
    line(/()\r\n/y);
    return bytes;
  };
  try {
    const understood = value();
    return at === text.length ? { value: understood, isUsual } : undefined;
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
