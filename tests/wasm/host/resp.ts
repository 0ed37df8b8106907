/** RESP2 as far as a scripted Redis needs it: read commands strictly, find the end of replies, write replies. */

const CR = 13;
const LF = 10;
const [Simple, Failure, Integer, Bulk, List] = [0x2b, 0x2d, 0x3a, 0x24, 0x2a];
const [Plus, Minus] = [Simple, Failure];
const types = [Simple, Failure, Integer, Bulk, List];
export const incomplete = -1;
export const malformed = -2;

/** Index of the CR that ends the line: the first one, and malformed when no LF follows it. */
function lineEnd(bytes: Uint8Array, at: number): number {
  const end = bytes.indexOf(CR, at);
  if (end < 0 || end + 1 >= bytes.length) return incomplete;
  return bytes[end + 1] === LF ? end : malformed;
}

/** The decoder of the gateway takes digits with one optional sign, for lengths too; anything else is NaN. */
function lengthOf(bytes: Uint8Array, from: number, to: number): number {
  const sign = bytes[from];
  const start = sign === Plus || sign === Minus ? from + 1 : from;
  if (start >= to) return NaN;
  let value = 0;
  for (let at = start; at < to; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return NaN;
    value = value * 10 + digit;
  }
  return sign === Minus ? -value : value;
}

/** Where the value starting at `at` ends, or `incomplete` or `malformed` (which covers every RESP3 type). */
export function replyEnd(bytes: Uint8Array, at = 0): number {
  // Values still to come, not a stack: the gateway nests arrays without limit.
  for (let missing = 1; missing > 0; missing--) {
    if (at >= bytes.length) return incomplete;
    const type = bytes[at]!;
    if (!types.includes(type)) return malformed;
    const end = lineEnd(bytes, at + 1);
    if (end < 0) return end;
    const length = type === Simple || type === Failure ? 0 : lengthOf(bytes, at + 1, end);
    if (Number.isNaN(length) || (length < -1 && type !== Integer)) return malformed;
    at = type === Bulk && length >= 0 ? bulkEnd(bytes, end + 2, length) : end + 2;
    if (at < 0) return at;
    if (type === List && length > 0) missing += length;
  }
  return at;
}

function bulkEnd(bytes: Uint8Array, at: number, length: number): number {
  const end = at + length;
  if (end + 2 > bytes.length) return incomplete;
  return bytes[end] === CR && bytes[end + 1] === LF ? end + 2 : malformed;
}

/** Words of exactly one command (an array of bulk strings and nothing after it), else a sentence saying why not. */
export function commandWords(query: Uint8Array): Uint8Array[] | string {
  if (query.length === 0) return 'an empty query never gets a reply';
  if (query[0] !== List) return 'the query is not an array of bulk strings';
  const end = replyEnd(query);
  if (end === incomplete) return 'the command is incomplete';
  if (end === malformed) return 'the command is malformed';
  if (end !== query.length) return `${query.length - end} bytes follow the command`;
  const words: Uint8Array[] = [];
  for (let at = lineEnd(query, 1) + 2; at < end;) {
    if (query[at] !== Bulk) return 'a word of the command is not a bulk string';
    const start = lineEnd(query, at + 1) + 2;
    const length = lengthOf(query, at + 1, start - 2);
    if (length < 0) return 'a word of the command is null';
    words.push(query.subarray(start, start + length));
    at = start + length + 2;
  }
  return words.length === 0 ? 'the command has no words' : words;
}

/** Writers of replies, for scripts and models. */
export const resp = {
  ok: () => Buffer.from('+OK\r\n'),
  simple: (text: string) => Buffer.from(`+${text}\r\n`),
  error: (text: string) => Buffer.from(`-${text}\r\n`),
  integer: (value: number | bigint) => Buffer.from(`:${value}\r\n`),
  none: () => Buffer.from('$-1\r\n'),
  bulk: (value: string | Uint8Array) => {
    const bytes = Buffer.from(value);
    return Buffer.concat([Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n')]);
  },
  array: (...items: Uint8Array[]) => Buffer.concat([Buffer.from(`*${items.length}\r\n`), ...items]),
};
