import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProvisionError } from '../../scripts/provision/provision-error.ts';
import { provideRedisServers, type Source, titleOf } from '../../scripts/provision/redis-servers.ts';

const path = process.env['PATH'];
let folder: string;
const report = () => {};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'redis-servers-'));
  // No server of this machine's own.
  process.env['PATH'] = folder;
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true });
});

/** A program that only tells a version, in words of Redis. */
function fake(name: string, says: string): string {
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\necho "${says}"\n`);
  chmodSync(file, 0o755);
  return file;
}
const from =
  (program: string, env: Record<string, string> = {}): Source =>
  async () => ({ program, env });
const usual = async () => join(folder, 'redis-server');

describe('the servers that can be had', () => {
  it('go by the name and version that they give themselves', async () => {
    expect(await titleOf(fake('a', 'Redis server v=6.2.14 sha=0:0 malloc=libc'))).toBe('Redis 6.2.14');
    expect(await titleOf(fake('b', 'Valkey server v=9.1.2 sha=0:1'))).toBe('Valkey 9.1.2');
    expect(await titleOf(fake('c', 'cannot open shared object file'))).toBeUndefined();
    expect(await titleOf(join(folder, 'missing'))).toBeUndefined();
  });

  it('are in the order of their versions, each with what its process needs', async () => {
    const old = fake('old', 'Redis server v=6.2.14 sha');
    const young = fake('young', 'Redis server v=10.0.1 sha');
    const sources = { 'Redis 10.0.1': from(young, { LANG: 'C' }), 'Redis 6.2.14': from(old) };
    expect(await provideRedisServers(report, sources, usual)).toEqual({
      present: [
        { title: 'Redis 6.2.14', program: old, env: {} },
        { title: 'Redis 10.0.1', program: young, env: { LANG: 'C' } },
      ],
      absent: [],
    });
  });

  it('include the usual one and a Valkey on PATH, which are then not fetched', async () => {
    const redis = fake('redis-server', 'Redis server v=7.2.5 sha');
    const valkey = fake('valkey-server', 'Valkey server v=8.1.8 sha');
    const sources = { 'Valkey 8.1.8': () => Promise.reject(new Error('fetched')) };
    expect(await provideRedisServers(report, sources, usual)).toEqual({
      present: [
        { title: 'Redis 7.2.5', program: redis, env: {} },
        { title: 'Valkey 8.1.8', program: valkey, env: {} },
      ],
      absent: [],
    });
  });

  it('are counted once by whatever name they are called', async () => {
    const redis = fake('redis-server', 'Valkey server v=8.1.8 sha');
    fake('valkey-server', 'Valkey server v=8.1.8 sha');
    const { present } = await provideRedisServers(report, {}, usual);
    expect(present).toEqual([{ title: 'Valkey 8.1.8', program: redis, env: {} }]);
  });

  it('do not include what can not be fetched, runs as another version or does not run; each has its reason', async () => {
    const wrong = fake('wrong', 'Redis server v=7.0.14 sha');
    const broken = fake('broken', 'error while loading shared libraries');
    const sources: Record<string, Source> = {
      'Redis 1.0.0': () => Promise.reject(new ProvisionError('no index', 'look at pip')),
      'Redis 7.0.15': from(wrong),
      'Redis 7.4.1': from(broken),
    };
    expect(await provideRedisServers(report, sources, usual)).toEqual({
      present: [],
      absent: [
        { title: 'Redis 1.0.0', reason: 'no index → look at pip' },
        { title: 'Redis 7.0.15', reason: `${wrong} is Redis 7.0.14` },
        { title: 'Redis 7.4.1', reason: `${broken} does not run here` },
      ],
    });
  });
});
