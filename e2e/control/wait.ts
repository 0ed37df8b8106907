import { setTimeout as sleep } from 'node:timers/promises';

/** Something that will be so. `look` throws or answers false as long as it is not. */
export type Wait = { what: string; look: () => Promise<boolean> | boolean };

export class WaitTimeout extends Error {
  override name = 'WaitTimeout';
}

const POLL_MS = 20;

export function waitFor(what: string, look: Wait['look']): Wait {
  return { what, look };
}

/** Over when every one of them is at the same time. */
export function allOf(...waits: Wait[]): Wait {
  const look = async () => {
    for (const wait of waits) if (!(await wait.look())) return false;
    return true;
  };
  return { what: waits.map(({ what }) => what).join(' and '), look };
}

/** Polls until the wait is over. @throws {WaitTimeout} naming what did not happen */
export async function until(wait: Wait, timeoutMs = 10_000): Promise<void> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    let cause: unknown;
    try {
      if (await within(end - Date.now(), wait.look())) return;
    } catch (error) {
      cause = error;
    }
    if (Date.now() > end) throw new WaitTimeout(`waited ${timeoutMs} ms for ${wait.what}`, { cause });
    await sleep(POLL_MS);
  }
}

/** False when it takes longer: a look may hang on what it looks at. */
async function within(ms: number, look: Promise<boolean> | boolean): Promise<boolean> {
  const limit = new AbortController();
  const late = sleep(Math.max(0, ms), false, { signal: limit.signal }).catch(() => false);
  try {
    return await Promise.race([look, late]);
  } finally {
    limit.abort();
  }
}
