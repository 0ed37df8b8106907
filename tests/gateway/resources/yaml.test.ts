import { expect, test } from 'vitest';
import { readYaml } from '../../../gateway/resources/yaml.ts';

function content(text: string) {
  const read = readYaml('x.yaml', text);
  if (!('content' in read)) throw new Error(read.message);
  return read.content;
}

test.each([
  ['0755', 493],
  ['0o17', 15],
  ['0x1F', 31],
  ['1_000', 1000],
  ['1e3', 1000],
  ['1.0', 1],
  ['9007199254740993', 9007199254740992],
  ['12:30:45', '12:30:45'],
  ['2026-01-02', '2026-01-02'],
  ['"y"', 'y'],
  ['~', null],
])('the scalar %s is read as YAML 1.1 reads it', (text, value) => {
  expect(content(`v: ${text}`)).toEqual({ v: value });
});

test.each(['y', 'yes', 'on', 'True'])('unquoted %s is true', (word) => {
  expect(content(`v: ${word}`)).toEqual({ v: true });
});

test.each(['n', 'no', 'off', 'FALSE'])('unquoted %s is false', (word) => {
  expect(content(`v: ${word}`)).toEqual({ v: false });
});

test('number and boolean keys become strings', () => {
  expect(content('{1: a, n: b, on: c}')).toEqual({ '1': 'a', false: 'b', true: 'c' });
});

test('only the first document of a file exists, even when the second is broken', () => {
  expect(content('a: 1\n---\nb: [')).toEqual({ a: 1 });
});

test('the last of duplicate keys counts', () => {
  expect(content('a: 1\na: 2')).toEqual({ a: 2 });
});

test('an empty file is an empty object', () => {
  expect(content('')).toEqual({});
  expect(content('# nothing yet\n')).toEqual({});
});

test('broken YAML is a problem with the line it stands in', () => {
  expect(readYaml('x.yaml', 'spec:\n  a: [1\n  b: 2\n')).toMatchObject({ file: 'x.yaml', line: 3 });
});

test('what is broken is said in one line, without the place once more', () => {
  const problem = readYaml('x.yaml', 'spec:\n\ta: 1\n');
  expect('message' in problem && problem.message).toMatch(/^[^\n]+[^:\n]$/);
  expect('message' in problem && problem.message).not.toContain('at line');
});

test('a file that is not a mapping is a problem', () => {
  expect(readYaml('x.yaml', '- a')).toMatchObject({ message: 'a resource must be a mapping of fields' });
});

test('the line of a field is found, the last of duplicates', () => {
  const read = readYaml('x.yaml', 'spec:\n  a: 1\n  list:\n    - {b: 1}\n    - {b: 2}\n  a: 3\n');
  if (!('content' in read)) throw new Error(read.message);
  expect(read.lineOf(['spec', 'list', 1, 'b'])).toBe(5);
  expect(read.lineOf(['spec', 'a'])).toBe(6);
  expect(read.lineOf(['spec', 'absent'])).toBe(1);
});
