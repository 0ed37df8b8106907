import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.ts';

const GATEWAY = fileURLToPath(new URL('../../gateway/', import.meta.url));

/** Lays out the local gateway as one bundle, with the files around it that it reads at run time. */
export async function layOutGateway(folder: string, envoy: string): Promise<void> {
  const copy = (from: string, to: string) => cpSync(from, join(folder, to), { recursive: true });
  mkdirSync(join(folder, 'lib'), { recursive: true });
  writeFileSync(join(folder, 'lib/main.mjs'), await bundle(join(GATEWAY, 'main.ts')));
  copy(join(GATEWAY, 'link/shim'), 'lib/shim');
  copy(join(GATEWAY, 'trace/tracer.wat'), 'lib/tracer.wat');
  copy(envoy, 'bin/envoy');
  chmodSync(join(folder, 'bin/envoy'), 0o755);
  // Of binaryen only the program that links is needed, at the place where the gateway looks for it.
  const binaryen = dirname(createRequire(import.meta.url).resolve('binaryen/package.json'));
  for (const file of ['package.json', 'bin/package.json', 'bin/wasm-merge']) {
    copy(join(binaryen, file), join('node_modules/binaryen', file));
  }
}
