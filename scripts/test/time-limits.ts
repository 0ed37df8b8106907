const MINUTE_MS = 60_000;

/** Of all suites that one run of the runner starts. Below that of a section, so that it says itself what took too long. */
export const SUITES_LIMIT_MS = 13 * MINUTE_MS;

/** Of a section of `npm test`; the jobs in `.github/workflows` last longer. */
export const SECTION_LIMIT_MS = 14 * MINUTE_MS;

/** Milliseconds that are left of a limit that began at `startedAt`; never 0, which a timer takes for none. */
export function msLeft(limitMs: number, startedAt: number): number {
  return Math.max(1, startedAt + limitMs - Date.now());
}
