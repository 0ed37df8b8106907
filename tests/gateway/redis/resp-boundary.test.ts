import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplyReader } from '../../../gateway/redis/reply-reader.ts';
import { ProtocolError } from '../../../gateway/redis/resp-boundary.ts';

const REPLIES = [
  '+OK\r\n',
  '+\r\n',
  '-ERR unknown command\r\n',
  ':0\r\n',
  ':+12\r\n',
  ':-3\r\n',
  ':99999999999999999999999999\r\n',
  '$-1\r\n',
  '$0\r\n\r\n',
  '$+5\r\nhello\r\n',
  '$7\r\n\r\n\x00\xff+:\n\r\n',
  '*-1\r\n',
  '*0\r\n',
  '*2\r\n*1\r\n:1\r\n$0\r\n\r\n',
  '*3\r\n$-1\r\n*0\r\n*-1\r\n',
  '*4\r\n$1\r\na\r\n$2\r\n\r\n\r\n$1\r\nb\r\n$-1\r\n',
  '*1\r\n*2\r\n$6\r\nstream\r\n*1\r\n*2\r\n$3\r\n1-1\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n',
  '*2\r\n$1\r\n0\r\n*2\r\n-ERR inside\r\n*1\r\n:-1\r\n',
  '*1\r\n'.repeat(2000) + '+deep\r\n',
];

function read(chunks: Buffer[]): string[] {
  const reader = new ReplyReader();
  const replies: string[] = [];
  for (const chunk of chunks) reader.read(chunk, (reply) => replies.push(reply.toString('latin1')));
  return replies;
}

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

describe('the boundary of a reply', () => {
  it.each(REPLIES)('takes %j as one reply', (reply) => {
    expect(read([bytes(reply)])).toEqual([reply]);
  });

  it('is the same wherever the reply is split', () => {
    for (const reply of REPLIES.slice(0, -1)) {
      for (let at = 1; at < reply.length; at++) {
        expect(read([bytes(reply.slice(0, at)), bytes(reply.slice(at))])).toEqual([reply]);
      }
    }
  });

  it('is the same when every byte comes alone', () => {
    expect(read([...REPLIES.join('')].map(bytes))).toEqual(REPLIES);
  });

  it('finds three replies in one read', () => {
    expect(read([bytes('+a\r\n:1\r\n$1\r\nb\r\n')])).toEqual(['+a\r\n', ':1\r\n', '$1\r\nb\r\n']);
  });

  it('holds back a reply that has not ended', () => {
    expect(read([bytes('+a\r\n*2\r\n:1\r\n')])).toEqual(['+a\r\n']);
  });

  it.each([
    ['_\r\n', 'a RESP3 null'],
    ['%1\r\n+a\r\n+b\r\n', 'a RESP3 map'],
    ['#t\r\n', 'a RESP3 boolean'],
    ['>2\r\n', 'a RESP3 push'],
    ['OK\r\n', 'no type at all'],
    ['+a\rb\r\n', 'a CR inside a simple string'],
    [':\r\n', 'an empty number'],
    [':-\r\n', 'a sign alone'],
    [':1a\r\n', 'a letter in a number'],
    [':1.5\r\n', 'a fraction'],
    ['$1\n', 'a length ended by LF alone'],
    ['$1\r\nab\r\n', 'a bulk string longer than its length'],
    ['$1\r\na\rb', 'a bulk string without its LF'],
    ['*1\r\n_\r\n', 'a RESP3 type in an array'],
  ])('refuses %j, %s', (reply) => {
    expect(() => read([bytes(reply)])).toThrow(ProtocolError);
  });

  it('hands over the replies before a bad byte', () => {
    const reader = new ReplyReader();
    const replies: string[] = [];
    const take = (reply: Buffer): void => void replies.push(reply.toString());
    expect(() => reader.read(bytes('+a\r\n!oops\r\n'), take)).toThrow(ProtocolError);
    expect(replies).toEqual(['+a\r\n']);
  });

  it('cuts any sequence of replies back into itself', () => {
    const blob = fc.uint8Array({ maxLength: 40 }).map((data) => Buffer.from(data).toString('latin1'));
    const leaf = fc.oneof(
      fc.bigInt().map((value) => `:${value}\r\n`),
      blob.map((data) => `$${data.length}\r\n${data}\r\n`),
      blob.map((data) => `+${data.replaceAll(/[\r]/g, '')}\r\n`),
      fc.constantFrom('$-1\r\n', '*-1\r\n'),
    );
    const { reply } = fc.letrec<{ reply: string; array: string }>((tie) => ({
      reply: fc.oneof({ maxDepth: 4 }, leaf, tie('array')),
      array: fc.array(tie('reply'), { maxLength: 4 }).map((items) => `*${items.length}\r\n${items.join('')}`),
    }));
    fc.assert(
      fc.property(fc.array(reply, { maxLength: 8 }), fc.array(fc.nat(30)), (replies, steps) => {
        const wire = bytes(replies.join(''));
        const chunks: Buffer[] = [];
        let at = 0;
        for (const step of steps) chunks.push(wire.subarray(at, (at += step)));
        expect(read([...chunks, wire.subarray(at)])).toEqual(replies);
      }),
    );
  });

  it('reads a reply of many megabytes in linear time', () => {
    const size = 64 << 20;
    const part = Buffer.alloc(16 << 10, 'x');
    const chunks = Array<Buffer>(size / part.length).fill(part);
    const replies: number[] = [];
    const reader = new ReplyReader();
    const started = Date.now();
    for (const chunk of [bytes(`$${size}\r\n`), ...chunks, bytes('\r\n')]) {
      reader.read(chunk, (reply) => replies.push(reply.length));
    }
    expect(replies).toEqual([size + `$${size}\r\n\r\n`.length]);
    expect(Date.now() - started).toBeLessThan(5000);
  });
});
