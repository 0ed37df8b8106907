// Runs on a bare checkout: only Node's own modules are to be had before `npm ci`.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { step } from './console/progress.mjs';
import { mustRun } from './process/run.mjs';

const OLDEST_NODE = 20;
const checkout = fileURLToPath(new URL('..', import.meta.url));
const lockFile = `${checkout}package-lock.json`;
const hashFile = `${checkout}node_modules/.lock-hash`;

/** Installs the pinned dependencies if they are not those of package-lock.json. */
export async function installDependencies() {
  const lockHash = createHash('sha256').update(readFileSync(lockFile)).digest('hex');
  if (existsSync(hashFile) && readFileSync(hashFile, 'utf8').trim() === lockHash) return;
  const why = existsSync(`${checkout}node_modules`)
    ? 'package-lock.json has changed'
    : 'first run in this folder';
  await step(`installing the pinned npm packages (${why})`, async () => {
    await mustRun('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: checkout });
  });
  writeFileSync(hashFile, `${lockHash}\n`);
}

/**
 * Makes the checkout ready, then runs a TypeScript file of this folder in this same process, so that a signal needs no forwarding.
 *
 * @param {string} script
 */
export async function setUpAndRun(script) {
  if (Number.parseInt(process.versions.node, 10) < OLDEST_NODE) {
    console.error(`Node ${OLDEST_NODE} or later is needed, this is ${process.version}.`);
    process.exit(1);
  }
  try {
    await installDependencies();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
  const { register } = await import('tsx/esm/api');
  register();
  await import(new URL(script, import.meta.url).href);
}
