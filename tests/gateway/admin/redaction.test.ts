import { expect, test } from 'vitest';
import { Redaction } from '../../../gateway/admin/redaction.ts';

function redactionOf(...secrets: string[]): Redaction {
  const redaction = new Redaction();
  for (const secret of secrets) redaction.add(secret);
  return redaction;
}

test('a secret is taken out of every string, and nothing else is', () => {
  const shown = {
    name: 'p',
    list: ['x-hunter2-y', 2, null, true],
    nested: { configuration: '{"p":"hunter2"}' },
  };
  expect(redactionOf('hunter2').json(shown)).toEqual({
    name: 'p',
    list: ['x-***-y', 2, null, true],
    nested: { configuration: '{"p":"***"}' },
  });
});

test('a secret that JSON writes with escapes is found as it is written there', () => {
  expect(redactionOf('a<b').text('{"p":"a\\u003cb"}')).toBe('{"p":"***"}');
  expect(redactionOf('a"b').text('{"p":"a\\"b"}')).toBe('{"p":"***"}');
});

test('a secret that holds another one goes as a whole', () => {
  expect(redactionOf('pass', 'password').text('password pass')).toBe('*** ***');
});

test('an empty secret hides nothing', () => {
  expect(redactionOf('').text('as it is')).toBe('as it is');
});
