import { test } from 'vitest';
import { found } from '../../../scripts/provision/absence.ts';
import { provideEnvoy } from '../../../scripts/provision/envoy.ts';

const { absence } = await found(provideEnvoy(() => undefined));

export const hasEnvoy = absence === undefined;

/** A test of the whole gateway; where no Envoy is to be had it is skipped, and its name says why. */
export function whole(title: string, run: () => void | Promise<void>, timeoutMs?: number): void {
  if (hasEnvoy) test(title, run, timeoutMs);
  else test.skip(`${title} (${absence})`, run);
}
