import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { endOwned, hasEnded, spawnOwned } from './owned.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to our own environment
 * @property {number} [timeoutMs] after which the command and all it started are ended, of an interactive one the command alone
 * @property {(line: string) => void} [onLine] sees each line of `output` as it comes
 * @property {boolean} [isInteractive] shares our terminal, for a password prompt; then `output` is empty
 *
 * @typedef {object} Finished
 * @property {number} code 0 is success; 124 it took too long; 127 it could not be started, or its own
 * @property {string} output stdout and stderr as they came
 */

const SHOWN_LINES = 20;
const GRACE_MS = 5_000;
/** In all more than the grace that a group gets. */
const DRAIN_STEP_MS = 100;
const DRAIN_STEPS = 80;

/** A command that was needed and failed; the message holds the first and the last lines it printed. */
export class CommandFailed extends Error {
  /**
   * @param {string} commandLine
   * @param {Finished} finished
   */
  constructor(commandLine, { code, output }) {
    const lines = output.trimEnd().split('\n');
    const isLong = lines.length > 2 * SHOWN_LINES;
    const shown = isLong ? [...lines.slice(0, SHOWN_LINES), '…', ...lines.slice(-SHOWN_LINES)] : lines;
    super([`\`${commandLine}\` failed with exit code ${code}`, ...shown].join('\n').trimEnd());
    this.name = 'CommandFailed';
  }
}

/**
 * Runs a command to its end. Never rejects for what the command does: look at `code`.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<Finished>}
 */
export async function run(command, args, options = {}) {
  const env = { ...process.env, ...options.env };
  const place = options.cwd === undefined ? { env } : { env, cwd: options.cwd };
  const child = options.isInteractive
    ? spawn(command, args, { ...place, stdio: 'inherit' })
    : spawnOwned(command, args, { ...place, stdio: ['ignore', 'pipe', 'pipe'] });

  /** @type {string[]} */
  const lines = [];
  const readers = [child.stdout, child.stderr].filter((stream) => stream !== null);
  const closed = readers.map((stream) => {
    const reader = createInterface({ input: stream });
    reader.on('line', (line) => {
      lines.push(line);
      options.onLine?.(line);
    });
    return once(reader, 'close');
  });

  let isLate = false;
  const limit = setTimeout(
    () => {
      isLate = true;
      void (options.isInteractive ? endAlone(child) : endOwned(child));
    },
    options.timeoutMs ?? 2 ** 31 - 1,
  );
  const code = await exitCodeOf(child);
  clearTimeout(limit);
  /** @param {string} line */
  const note = (line) => {
    lines.push(line);
    options.onLine?.(line);
  };
  // A program of that name may well exit with 127 itself; only one that never ran has no process id.
  if (child.pid === undefined) {
    note(`cannot start ${command}`);
    return { code: 127, output: lines.join('\n') };
  }
  const isDrained = await drain(readers, Promise.all(closed));
  if (!isDrained) note('something that it started outlived it and holds its output open');
  if (isLate) note(`ended after ${options.timeoutMs} ms, its time limit`);
  return { code: isLate ? 124 : code, output: lines.join('\n') };
}

/**
 * Runs a command that has to succeed and returns its output.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @throws {CommandFailed}
 */
export async function mustRun(command, args, options = {}) {
  const finished = await run(command, args, options);
  if (finished.code !== 0) throw new CommandFailed([command, ...args].join(' '), finished);
  return finished.output;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function exitCodeOf(child) {
  return new Promise((resolve) => {
    // An error of a child that runs is a signal it may not get, as root's sudo from us; it goes on until it exits.
    child.on('error', () => child.pid === undefined && resolve(127));
    child.once('exit', (code) => resolve(code ?? 1));
  });
}

/**
 * Reads what is left of the output of a command that has ended. What it left behind in its group is being ended; a
 * daemon with a group of its own may hold the output for ever, so false is answered for that.
 *
 * @param {readonly import('node:stream').Readable[]} readers
 * @param {Promise<unknown>} closed
 * @returns {Promise<boolean>}
 */
async function drain(readers, closed) {
  let isDrained = false;
  void closed.then(() => (isDrained = true));
  // In steps, so that each has a turn of reading even where this process itself is held up.
  for (let step = 0; step < DRAIN_STEPS && !isDrained; step++) {
    await Promise.race([closed, sleep(DRAIN_STEP_MS, undefined, { ref: false })]);
  }
  for (const reader of readers) reader.destroy();
  return isDrained;
}

/**
 * Ends a child that leads no group of its own, since only the terminal's group may read the keyboard. What it started
 * is its own to end, as sudo does.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
async function endAlone(child) {
  child.kill('SIGTERM');
  await sleep(GRACE_MS, undefined, { ref: false });
  if (!hasEnded(child)) child.kill('SIGKILL');
}
