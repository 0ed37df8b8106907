import { expect, test } from 'vitest';
import { UsageError, readCommandLine, urlHost } from '../../gateway/command-line.ts';

test('DIR alone takes the usual ports, the loopback and one worker', () => {
  expect(readCommandLine(['--data', 'dir'])).toEqual({
    data: 'dir',
    httpPort: 8080,
    adminPort: 15000,
    bind: '127.0.0.1',
    workers: 1,
    logLevel: 'info',
  });
});

test('every option is read', () => {
  const ports = ['--http-port', '0', '--admin-port', '0'];
  const others = ['--bind', '0.0.0.0', '--workers', '4', '--log-level', 'debug', '--trace', 'trace.json'];
  expect(readCommandLine(['--data', 'dir', ...ports, ...others])).toEqual({
    data: 'dir',
    httpPort: 0,
    adminPort: 0,
    bind: '0.0.0.0',
    workers: 4,
    logLevel: 'debug',
    trace: 'trace.json',
  });
  expect(readCommandLine(['--help'])).toBe('help');
});

test.each([
  [['--data'], "'--data <value>' argument missing"],
  [[], '--data DIR is missing'],
  [['--data', '/', '--what'], "Unknown option '--what'"],
  [['--data', '/', 'more'], "Unexpected argument 'more'"],
  [['--data', '/', '--http-port', '70000'], '--http-port must be an integer from 0 to 65535, not "70000"'],
  [['--data', '/', '--admin-port', 'x'], '--admin-port must be an integer from 0 to 65535, not "x"'],
  [['--data', '/', '--workers', '0'], '--workers must be an integer from 1 to 1024, not "0"'],
  [['--data', '/', '--log-level', 'loud'], '--log-level must be one of'],
])('%j is a usage error', (args, message) => {
  expect(() => readCommandLine(args)).toThrow(UsageError);
  expect(() => readCommandLine(args)).toThrow(message);
});

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['0.0.0.0', '127.0.0.1'],
  ['::', '[::1]'],
  ['::1', '[::1]'],
  ['gateway.test', 'gateway.test'],
])('what is bound to %s is reached at %s', (bind, host) => {
  expect(urlHost(bind)).toBe(host);
});
