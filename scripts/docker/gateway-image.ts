import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mustRun } from '../process/run.mjs';
import { provideEnvoy } from '../provision/envoy.ts';
import type { Report } from '../provision/provision-error.ts';
import { bundle } from './bundle.ts';
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
    await layOut(join(context, 'gateway'), report);
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

/** The files of the image as the gateway expects them around its bundle. */
async function layOut(folder: string, report: Report): Promise<void> {
  const copy = (from: string, to: string) => cpSync(from, join(folder, to), { recursive: true });
  mkdirSync(join(folder, 'lib'), { recursive: true });
  writeFileSync(join(folder, 'lib/main.mjs'), await bundle(join(CHECKOUT, 'gateway/main.ts')));
  copy(join(CHECKOUT, 'gateway/link/shim'), 'lib/shim');
  copy(await provideEnvoy(report), 'bin/envoy');
  chmodSync(join(folder, 'bin/envoy'), 0o755);
  // Of binaryen only the program that links is needed, at the place where the gateway looks for it.
  const binaryen = dirname(createRequire(import.meta.url).resolve('binaryen/package.json'));
  for (const file of ['package.json', 'bin/package.json', 'bin/wasm-merge']) {
    copy(join(binaryen, file), join('node_modules/binaryen', file));
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
