import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Child processes that may never outlive this one. Each leads its own process group, so that a group can be ended
 * as a whole and Ctrl-C in a terminal reaches only us: the order of going down stays ours.
 *
 * @type {Set<import('node:child_process').ChildProcess>}
 */
const owned = new Set();
/**
 * Whose group was asked to end; being asked twice makes many programs end without their cleaning up.
 *
 * @type {WeakSet<import('node:child_process').ChildProcess>}
 */
const asked = new WeakSet();
const FATAL_SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
const EXIT_CODE_OF = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const GRACE_MS = 5_000;
const POLL_MS = 50;
let isWatching = false;

/**
 * What is left of its group when the child itself has ended is ended, too.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function spawnOwned(command, args, options = {}) {
  watchOwnEnd();
  const child = spawn(command, args, { ...options, detached: true });
  owned.add(child);
  child.once('exit', () => void endRest(child));
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
  askToEnd(child);
  const insist = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
  await ended;
  clearTimeout(insist);
}

/** @param {import('node:child_process').ChildProcess} child */
export function hasEnded(child) {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/**
 * Ends what the leader of a group left behind. It stays owned meanwhile, so that it can't outlive us either.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
async function endRest(child) {
  if (!asked.has(child)) askToEnd(child);
  for (let waitedMs = 0; signalGroup(child, 0); waitedMs += POLL_MS) {
    if (waitedMs >= GRACE_MS) {
      signalGroup(child, 'SIGKILL');
      break;
    }
    await sleep(POLL_MS, undefined, { ref: false });
  }
  owned.delete(child);
}

/** @param {import('node:child_process').ChildProcess} child */
function askToEnd(child) {
  asked.add(child);
  signalGroup(child, 'SIGTERM');
  // A stopped process sees SIGTERM only once it runs again.
  signalGroup(child, 'SIGCONT');
}

/**
 * Answers whether there is anybody to get it; 0 only asks.
 *
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals | 0} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return false;
  try {
    return process.kill(-child.pid, signal);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    // It has ended; or, on macOS, is a zombie.
    if (code === 'ESRCH' || code === 'EPERM') return false;
    throw error;
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
