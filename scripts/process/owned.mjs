import { spawn } from 'node:child_process';

/**
 * Child processes that may never outlive this one. Each leads its own process group, so that a group can be ended
 * as a whole and Ctrl-C in a terminal reaches only us: the order of going down stays ours.
 *
 * @type {Set<import('node:child_process').ChildProcess>}
 */
const owned = new Set();
const FATAL_SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const EXIT_CODE_OF = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const GRACE_MS = 5_000;
let isWatching = false;

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function spawnOwned(command, args, options = {}) {
  watchOwnEnd();
  const child = spawn(command, args, { ...options, detached: true });
  owned.add(child);
  child.once('exit', () => owned.delete(child));
  child.once('error', () => owned.delete(child));
  return child;
}

/**
 * Asks the child's whole group to end, insists after `graceMs`, and resolves when the child is gone.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
export async function endOwned(child, graceMs = GRACE_MS) {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  signalGroup(child, 'SIGTERM');
  // A stopped process sees SIGTERM only once it runs again.
  signalGroup(child, 'SIGCONT');
  const insist = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  await ended;
  clearTimeout(insist);
}

/** @param {import('node:child_process').ChildProcess} child */
export function hasEnded(child) {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    // The group ended between our look and our signal.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

function watchOwnEnd() {
  if (isWatching) return;
  isWatching = true;
  process.on('exit', () => {
    for (const child of owned) signalGroup(child, 'SIGKILL');
  });
  for (const signal of FATAL_SIGNALS) {
    process.on(signal, async () => {
      // Whoever else listens has its own order of going down; the exit hook stays as the net.
      if (process.listenerCount(signal) > 1) return;
      await Promise.all([...owned].map((child) => endOwned(child)));
      process.exit(EXIT_CODE_OF[signal]);
    });
  }
}
