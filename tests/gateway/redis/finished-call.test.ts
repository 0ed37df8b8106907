import { describe, expect, it } from 'vitest';
import { showReply } from '../../../gateway/redis/finished-call.ts';

describe('a reply in a log', () => {
  it.each([
    ['+OK\r\n', 'status OK'],
    ['-NOSCRIPT No matching script\r\n', 'error NOSCRIPT No matching script'],
    [':42\r\n', 'integer 42'],
    ['$6\r\nsecret\r\n', 'string of 6 bytes'],
    ['$-1\r\n', 'nil'],
    ['*2\r\n:1\r\n$6\r\nsecret\r\n', 'array of 2'],
    ['*-1\r\n', 'nil'],
    ['?\r\n', 'unknown reply'],
    [`-${'x'.repeat(500)}\r\n`, `error ${'x'.repeat(80)}`],
  ])('%j is told as %j', (reply, told) => {
    expect(showReply(Buffer.from(reply))).toBe(told);
  });

  it('that never came is a failure', () => {
    expect(showReply(undefined)).toBe('failed');
  });
});
