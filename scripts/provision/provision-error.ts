/** Something the project needs is not here and could not be brought here; the message says what to do about it. */
export class ProvisionError extends Error {
  override name = 'ProvisionError';

  constructor(what: string, remedy: string, options?: ErrorOptions) {
    super(`${what}\n  → ${remedy}`, options);
  }
}

/** Told what is being done, one line at a time. */
export type Report = (line: string) => void;
