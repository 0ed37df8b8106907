import { test } from 'vitest';
import { provideEnvoy } from '../../../scripts/provision/envoy.ts';

const absence = await provideEnvoy(() => undefined).then(
  () => undefined,
  (error: unknown) => String(error),
);

export const hasEnvoy = absence === undefined;

/** A test of the whole gateway; where no Envoy is to be had it is skipped, and its name says why. */
export function whole(title: string, run: () => void | Promise<void>, timeoutMs?: number): void {
  if (hasEnvoy) test(title, run, timeoutMs);
  else test.skip(`${title} (${absence})`, run);
}
