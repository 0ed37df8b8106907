import { expect, test } from 'vitest';
import { openStreams } from './open-streams.ts';

test('a stream is open until it is deleted, in every VM that has one of this id', () => {
  const told = [
    'context_create 1,0',
    'context_create 2,1',
    'context_create 2,1',
    'log 2',
    'done 2',
    'delete 2',
  ];
  expect(openStreams(told)).toEqual(['2']);
  expect(openStreams([...told, 'delete 2'])).toEqual([]);
});

test('what a probe echoes of a log statement ends no stream', () => {
  expect(openStreams(['context_create 2,1', 'log 2 last = 0', 'delete 2 = 0'])).toEqual(['2']);
});
