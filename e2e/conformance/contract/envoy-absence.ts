import { provideEnvoy } from '../../../scripts/provision/envoy.ts';
import { ProvisionError } from '../../../scripts/provision/provision-error.ts';

/** An Envoy that is here and may not be used is no reason to skip anything. */
const UNUSABLE = /its sha256 is|^ENVOY names /;

/** Why no Envoy is to be had here; undefined when there is one. @throws whatever else is wrong */
export async function envoyAbsence(
  provide: () => Promise<unknown> = provideHere,
): Promise<string | undefined> {
  try {
    await provide();
    return undefined;
  } catch (error) {
    if (error instanceof ProvisionError && !UNUSABLE.test(error.message)) return error.message;
    throw error;
  }
}

function provideHere(): Promise<string> {
  return provideEnvoy(() => undefined);
}
