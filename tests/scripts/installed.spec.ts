import { describe, expect, it } from 'vitest';
import { isInstalled, isNewEnough } from '../../scripts/installed.mjs';
import { outerPath } from '../../scripts/process/outer-path.mjs';

const a = { version: '1.0.0', integrity: 'sha512-a' };
const forMacs = { version: '2.0.0', integrity: 'sha512-m', optional: true };
const lock = (packages: object) => ({ packages: { ...packages } });
const wanted = lock({ '': { version: '0.1.0' }, 'node_modules/a': a, 'node_modules/mac': forMacs });

describe('the packages of the lock file', () => {
  it('are installed whoever did it, and without those for other machines', () => {
    expect(isInstalled(wanted, lock({ 'node_modules/a': a }))).toBe(true);
  });

  it.each([
    ['one is missing', {}],
    ['one has another version', { 'node_modules/a': { ...a, version: '1.0.1' } }],
    ['one has other contents', { 'node_modules/a': { ...a, integrity: 'sha512-b' } }],
    ['an optional one is old', { 'node_modules/a': a, 'node_modules/mac': { ...forMacs, version: '1.9.0' } }],
  ])('are not installed if %s', (_how, packages) => {
    expect(isInstalled(wanted, lock(packages))).toBe(false);
  });
});

describe('a version of Node', () => {
  it.each(['20.10.0', '20.19.1', '22.0.0'])('%s is new enough for >=20.10', (version) => {
    expect(isNewEnough(version, '>=20.10')).toBe(true);
  });

  it.each(['20.9.9', '20.0.0', '18.20.0'])('%s is too old for >=20.10', (version) => {
    expect(isNewEnough(version, '>=20.10')).toBe(false);
  });
});

it('programs that packages brought do not come before those of the user', () => {
  const path = '/home/me/p/node_modules/.bin:/usr/lib/node_modules/npm/bin:/node_modules/.bin/:/usr/bin';
  expect(outerPath(path)).toBe('/usr/lib/node_modules/npm/bin:/usr/bin');
});
