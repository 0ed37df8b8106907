import { ProvisionError, UnusableProvision } from './provision-error.ts';

/** What was brought here, or why it can't be had, in one line. */
export type Found<T> = { value: T; absence?: undefined } | { value?: undefined; absence: string };

/** Turns the error of what can't be had here into a reason to skip what needs it. @throws every other error */
export async function found<T>(bringing: Promise<T>): Promise<Found<T>> {
  try {
    return { value: await bringing };
  } catch (error) {
    if (!(error instanceof ProvisionError) || error instanceof UnusableProvision) throw error;
    return { absence: error.message.replace(/\s+/g, ' ') };
  }
}
