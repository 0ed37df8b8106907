import { expect, test } from 'vitest';
import { judge } from './differences.ts';

const named = { number: 1, misses: [/^step 1: a/, /^step 2: b/], reason: 'it does' };

test('a named difference is right when it shows as it is named', () => {
  expect(judge(named, ['step 1: a is 3', 'step 2: b is 4'])).toEqual([]);
  expect(judge(undefined, [])).toEqual([]);
});

test('a difference that is not named, or not so, is an error', () => {
  expect(judge(undefined, ['step 1: a'])).toEqual(['not named: step 1: a']);
  expect(judge(named, ['step 1: a', 'step 2: b', 'step 2: c'])).toEqual(['not named: step 2: c']);
});

test('a named difference that does not show is an error', () => {
  expect(judge(named, [])).toEqual(['does not show: /^step 1: a/', 'does not show: /^step 2: b/']);
  expect(judge(named, ['step 2: b'])).toEqual(['does not show: /^step 1: a/']);
});
