import { expect, test } from 'vitest';
import { FailureLog } from '../../../gateway/envoy/failure-log.ts';
import { parseLogLine } from '../../../gateway/envoy/log-line.ts';
import { speaker } from '../../../gateway/envoy/speaker.ts';
import type { Plugin } from '../../../gateway/translate/wasm-plugin.ts';

test('a line has its thread, level and component, and its message unescaped', () => {
  expect(parseLogLine('7\twarning\tconfig\ta \\"b\\"\\n')).toEqual({
    thread: '7',
    level: 'warning',
    component: 'config',
    message: 'a "b"',
  });
});

test.each([
  ['wasm log: said', ''],
  ['wasm log root: said', 'root'],
  ['wasm log higress-system.p root vm: said', 'higress-system.p root vm'],
])('%s is what a plugin said', (message, prefix) => {
  expect(parseLogLine(`1\tinfo\twasm\t${message}`)?.plugin).toEqual({ prefix, message: 'said' });
});

test('what a plugin says may hold colons and line ends', () => {
  expect(parseLogLine('1\tinfo\twasm\twasm log: a: b\\nc')?.plugin?.message).toBe('a: b\nc');
});

test('text that is no log line is none', () => {
  expect(parseLogLine('Caught Segmentation fault')).toBeUndefined();
});

function logOf(...lines: string[]): FailureLog {
  const log = new FailureLog();
  for (const text of lines) {
    const line = parseLogLine(text);
    if (line === undefined) throw new Error(text);
    log.add(line);
  }
  return log;
}
const FAILED = '1\tcritical\twasm\tPlugin higress-system.p failed to load';
const REJECTED =
  '1\twarning\tconfig\tFilesystem config update rejected: Unable to create Wasm plugin higress-system.p';

test("a refused plugin's own gravest words are the reason, with what it warned of", () => {
  const log = logOf(
    '1\twarning\twasm\twasm log: old field',
    '1\terror\twasm\twasm log: rate_limit[0].limit must be > 0',
    '2\terror\twasm\twasm log: of another thread',
    '1\terror\twasm\tWasm VM failed Failed to configure base Wasm plugin',
    FAILED,
    REJECTED,
  );
  expect(log.ofPlugin('higress-system.p')).toBe('rate_limit[0].limit must be > 0 (it warned: old field)');
});

test('a plugin that cannot be loaded gives the words of the runtime', () => {
  const log = logOf('1\terror\twasm\tWasm VM failed: missing import env.what', FAILED, REJECTED);
  expect(log.ofPlugin('higress-system.p')).toBe('Wasm VM failed: missing import env.what');
});

test('a plugin that says only a warning is quoted, a silent one is said to be silent', () => {
  expect(logOf('1\twarning\twasm\twasm log: hm', FAILED, REJECTED).ofPlugin('higress-system.p')).toBe('hm');
  expect(logOf(FAILED, REJECTED).ofPlugin('higress-system.p')).toContain('without saying why');
});

test('two refused plugins keep their own reasons', () => {
  const log = logOf(
    '1\terror\twasm\twasm log: first',
    FAILED,
    REJECTED,
    '1\terror\twasm\twasm log: second',
    FAILED.replace('.p', '.q'),
    REJECTED.replace('.p', '.q'),
  );
  expect([log.ofPlugin('higress-system.p'), log.ofPlugin('higress-system.q')]).toEqual(['first', 'second']);
});

test('another refusal is told apart, and clearing forgets', () => {
  const log = logOf("1\twarning\tconfig\tFilesystem config update rejected: listener 'http': Address in use");
  expect(log.other).toBe("listener 'http': Address in use");
  log.clear();
  expect(log.other).toBe('');
});

test.each([
  ['higress-system.a x', 'a'],
  ['x', 'a'],
  ['', 'b or c'],
  ['unheard of', 'unheard of'],
])('the log prefix "%s" is of %s', (prefix, name) => {
  const plugins = [
    ['a', 'x'],
    ['b', ''],
    ['c', ''],
  ].map(([resource, rootId]) => ({ resource, rootId, name: `higress-system.${resource}` }) as Plugin);
  expect(speaker(prefix, plugins)).toBe(name);
});
