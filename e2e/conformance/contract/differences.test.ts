import { expect, test } from 'vitest';
import { judge } from './differences.ts';

const named = { number: 1, misses: [/^step 1: upstream a: 3/, /^step 2: told "b/], reason: 'it does' };

test('a named difference is right when it shows as it is named', () => {
  expect(judge(named, ['step 1: upstream a: 3 instead of 4', 'step 2: told "b = 4"'])).toEqual([]);
  expect(judge(undefined, [])).toEqual([]);
});

test('a difference that is not named, or not so, is an error', () => {
  expect(judge(undefined, ['step 1: loaded'])).toEqual(['not named: step 1: loaded']);
  const misses = ['step 1: upstream a: 3 instead of 4', 'step 2: told "b = 4"', 'step 2: told "c"'];
  expect(judge(named, misses)).toEqual(['not named: step 2: told "c"']);
});

test('a named difference that does not show is an error', () => {
  expect(judge(named, [])).toEqual([
    'does not show: /^step 1: upstream a: 3/',
    'does not show: /^step 2: told "b/',
  ]);
  expect(judge(named, ['step 2: told "b = 4"'])).toEqual(['does not show: /^step 1: upstream a: 3/']);
});

test.each([
  [/^step 1: /, 'names a step alone'],
  [/^step 1: down/, 'does not name a whole subject'],
  [/^step 1: downstream/, 'does not say what is seen of it'],
  [/^step 1: downstream: /, 'does not say what is seen either'],
  [/downstream: nothing/, 'holds for any step'],
  [/^step \d: downstream: nothing/, 'holds for several steps'],
])('the pattern %s is an error: it %s', (pattern) => {
  const loose = { number: 1, misses: [pattern], reason: 'it does' };
  expect(judge(loose, ['step 1: downstream: nothing instead of 200'])).toEqual([
    `says not what differs: ${pattern}`,
  ]);
});
