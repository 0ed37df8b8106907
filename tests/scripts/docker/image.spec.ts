import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { provideHigressImage } from '../../../e2e/kinds/higress.ts';

let folder: string;

/** A Docker that has no image but `present`, and no network. */
function putDocker(present: string): void {
  const script = `#!/bin/sh
case "$*" in
  "image inspect "*" ${present}") echo sha256:1 ;;
  pull*) echo "no such host" >&2; exit 1 ;;
  *) exit 1 ;;
esac
`;
  writeFileSync(join(folder, 'docker'), script);
  chmodSync(join(folder, 'docker'), 0o755);
}

describe('the image of Higress', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'docker-'));
    vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
    vi.stubEnv('HIGRESS_IMAGE', 'mine/all-in-one:1');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  it('is the one that HIGRESS_IMAGE names, if it lies here', async () => {
    putDocker('mine/all-in-one:1');
    expect(await provideHigressImage()).toBe('mine/all-in-one:1');
  });

  it('is missed with its name, the reason and what to do', async () => {
    putDocker('another');
    await expect(provideHigressImage()).rejects.toThrow(
      /^the image mine\/all-in-one:1 is not here and can't be pulled: no such host\n.*HIGRESS_IMAGE$/,
    );
  });
});
