// Runs on a bare checkout: only Node's own modules are to be had before `npm ci`.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { step } from './console/progress.mjs';
import { isInstalled, isNewEnough } from './installed.mjs';
import { outerPath } from './process/outer-path.mjs';
import { mustRun } from './process/run.mjs';

const checkout = fileURLToPath(new URL('..', import.meta.url));
// npm leaves it as the last thing it does, so it is not there after an installation that was broken off.
const installedFile = `${checkout}node_modules/.package-lock.json`;

/** Installs the pinned dependencies if they are not those of package-lock.json. */
export async function installDependencies() {
  const hasSome = existsSync(installedFile);
  if (hasSome && isInstalled(readJson(`${checkout}package-lock.json`), readJson(installedFile))) return;
  const why = hasSome ? 'those here are not the ones of package-lock.json' : 'first run in this folder';
  await step(`installing the pinned npm packages (${why})`, async () => {
    const env = { PATH: outerPath() };
    await mustRun('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: checkout, env });
  });
}

/**
 * Makes the checkout ready, then runs a TypeScript file of this folder in this same process, so that a signal needs no forwarding.
 *
 * @param {string} script
 */
export async function setUpAndRun(script) {
  const { node: range } = readJson(`${checkout}package.json`).engines;
  if (!isNewEnough(process.versions.node, range)) {
    console.error(`Node ${range.replace('>=', '')} or later is needed, this is ${process.version}.`);
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

/** @param {string} file */
function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}
