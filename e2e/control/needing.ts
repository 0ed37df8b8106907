import { describe } from 'vitest';

/** Tests of what may not be had here; with an `absence` they are skipped, and the reporter tells it from the title. */
export function needing(absence: string | undefined, title: string, define: () => void): void {
  // The reporter looks for the last pair of brackets, with one pair inside at most.
  const reason = absence?.replaceAll('(', '[').replaceAll(')', ']');
  describe.skipIf(reason !== undefined)(reason === undefined ? title : `${title} (${reason})`, define);
}
