import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from '../process/run.mjs';
import { provideEnvoy } from '../provision/envoy.ts';
import type { Report } from '../provision/provision-error.ts';
import { layOutGateway } from './gateway-files.ts';
import { imageId } from './image.ts';

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const DOCKERFILE = join(CHECKOUT, 'deploy/gateway-image/Dockerfile');
const BUILD_TIMEOUT_MS = 300_000;

/** Always the image that was built last. */
export const NEWEST_TAG = 'higress-redis/gateway:dev';

/** Builds an image of the local gateway on top of `base`, which has Node 20, and answers its name. */
export async function buildGatewayImage(base: string, report: Report): Promise<string> {
  const context = mkdtempSync(join(tmpdir(), 'gateway-image-'));
  try {
    await layOutGateway(join(context, 'gateway'), await provideEnvoy(report));
    cpSync(DOCKERFILE, join(context, 'Dockerfile'));
    const name = `higress-redis/gateway:${contentKey(context, (await imageId(base)) ?? base)}`;
    if ((await imageId(name)) === undefined) {
      report('docker build');
      const args = ['build', '--build-arg', `BASE_IMAGE=${base}`, '--tag', name, context];
      await mustRun('docker', args, { timeoutMs: BUILD_TIMEOUT_MS });
    }
    await mustRun('docker', ['tag', name, NEWEST_TAG]);
    return name;
  } finally {
    rmSync(context, { recursive: true });
  }
}

function contentKey(folder: string, base: string): string {
  const hash = createHash('sha256').update(base);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.sort()) {
    hash.update(`\0${relative(folder, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 12);
}
