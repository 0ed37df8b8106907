import { describe, expect, it } from 'vitest';
import { type Circumstances, refusalToStart } from '../../../scripts/docker/engine.ts';
import { whyNoRootFileSystem } from '../../../scripts/docker/root-file-system.ts';

const circumstances = (different: Partial<Circumstances> = {}): Circumstances => ({
  env: { CI: 'true' },
  platform: 'linux',
  userId: 0,
  has: () => true,
  ...different,
});

describe('an engine of our own', () => {
  it('is started by root in CI, or when asked for', () => {
    expect(refusalToStart(circumstances())).toBeUndefined();
    expect(refusalToStart(circumstances({ env: { HIGRESS_REDIS_DOCKER: 'start' } }))).toBeUndefined();
  });

  it('is started where it has to be installed first', () => {
    const has = (program: string) => program === 'apt-get';
    expect(refusalToStart(circumstances({ has }))).toBeUndefined();
  });

  it.each<[string, Partial<Circumstances>, RegExp]>([
    ['unasked', { env: {} }, /^HIGRESS_REDIS_DOCKER=start does not ask/],
    [
      'in place of one elsewhere',
      { env: { CI: 'true', DOCKER_HOST: 'tcp://builder:2376' } },
      /tcp:\/\/builder/,
    ],
    ['on another system', { platform: 'darwin' }, /^none is started on darwin$/],
    ['without root', { userId: 1000 }, /takes root/],
    ['where it is not and can not be installed', { has: () => false }, /neither dockerd nor apt-get/],
  ])('is not started %s', (_, different, reason) => {
    expect(refusalToStart(circumstances(different))).toMatch(reason);
  });
});

describe('a root file system of our own', () => {
  it('takes Linux and root', () => {
    expect(whyNoRootFileSystem('linux', 0)).toBeUndefined();
    expect(whyNoRootFileSystem('linux', 1000)).toMatch(/root/);
    expect(whyNoRootFileSystem('darwin', 0)).toMatch(/darwin/);
  });
});
