import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { StatusLine } from '../../scripts/demo/status-line.ts';

const printed: string[] = [];
let status: StatusLine;

beforeEach(() => {
  vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(line));
  status = new StatusLine();
});
afterEach(() => {
  status.stop();
  vi.restoreAllMocks();
  printed.length = 0;
});

it('lines that come before the status wait for it, in their order', async () => {
  status.print('first');
  status.print('second');
  expect(printed).toEqual([]);
  status.start(async () => 'all is well', 10);
  status.print('third');
  await expect.poll(() => printed).toEqual(['first', 'second', 'third', 'all is well']);
});

it('lines that come after the status has stopped are printed', () => {
  status.stop();
  status.print('goodbye');
  expect(printed).toEqual(['goodbye']);
});
