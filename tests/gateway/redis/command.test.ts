import { describe, expect, it } from 'vitest';
import { showCommand, viewQuery } from '../../../gateway/redis/command.ts';
import { encodeCommand } from '../../../gateway/redis/prologue.ts';
import { harmOf } from '../../../gateway/redis/shared-connection.ts';

const command = (...words: string[]): Buffer =>
  encodeCommand(words[0]!, ...words.slice(1).map((word) => Buffer.from(word)));
const view = (query: Buffer | string): ReturnType<typeof viewQuery> => viewQuery(Buffer.from(query));
const words = (...list: string[]): Buffer[] => list.map((word) => Buffer.from(word));

describe('a query', () => {
  it('is one command, in RESP or inline', () => {
    for (const query of [command('GET', 'a\r\nb'), Buffer.from('PING\r\n'), Buffer.from('GET a\n')]) {
      expect(view(query)).toMatchObject({ replies: 1, isIncomplete: false, isMalformed: false });
    }
  });

  it('is incomplete wherever it is cut', () => {
    const whole = command('SET', 'key', 'value');
    for (let size = 1; size < whole.length; size++) {
      expect(view(whole.subarray(0, size))).toMatchObject({ replies: 0, isIncomplete: true });
    }
  });

  it('counts the replies of several commands, and none for what Redis passes over', () => {
    expect(view(Buffer.concat([command('PING'), command('PING'), Buffer.from('PING\r\n')])).replies).toBe(3);
    expect(view('').replies).toBe(0);
    expect(view('\r\n').replies).toBe(0);
    expect(view('*0\r\n').replies).toBe(0);
    expect(view(Buffer.concat([command('PING'), Buffer.from('\r\n')])).replies).toBe(1);
  });

  it.each(['*1\r\nPING\r\n', '*x\r\n', '*1\r\n$-1\r\n', '*1\r\n$x\r\n'])('is malformed as %j', (query) => {
    expect(view(query).isMalformed).toBe(true);
  });

  it('is shown by name and first key, without secrets', () => {
    expect(showCommand(words('get', 'k"1'))).toBe('GET "k\\"1"');
    expect(showCommand(words('AUTH', 'secret'))).toBe('AUTH');
    expect(showCommand(words('HELLO', '3', 'AUTH', 'u', 'secret'))).toBe('HELLO');
    expect(showCommand(words('EVALSHA', 'abc', '1', 'key', 'arg'))).toBe('EVALSHA "key"');
    expect(showCommand(words('EVAL', 'return 1', '0', 'arg'))).toBe('EVAL');
    expect(showCommand(words('PING'))).toBe('PING');
    expect(showCommand(words('GET', 'x'.repeat(500))).length).toBeLessThan(130);
  });
});

describe('a shared connection', () => {
  it.each([
    ['SUBSCRIBE', 'c'],
    ['multi'],
    ['SELECT', '1'],
    ['AUTH', 'p'],
    ['HELLO', '3'],
    ['BLPOP', 'k', '0'],
    ['MONITOR'],
    ['CLIENT', 'reply', 'OFF'],
    ['QUIT'],
    ['XREAD', 'COUNT', '1', 'block', '0', 'STREAMS', 's', '$'],
    ['WAIT', '1', '0'],
  ])('is harmed by %s %s', (...list) => {
    expect(harmOf(words(...list))).toBeDefined();
  });

  it.each([
    ['GET', 'SELECT'],
    ['EVALSHA', 'abc', '0'],
    ['CLIENT', 'ID'],
    ['XREAD', 'STREAMS', 's', '0'],
    ['ASKING'],
  ])('is not harmed by %s %s', (...list) => {
    expect(harmOf(words(...list))).toBeUndefined();
  });
});
