/** Something the project needs is not here and could not be brought here; the message says what to do about it. */
export class ProvisionError extends Error {
  override name = 'ProvisionError';

  constructor(what: string, remedy: string, options?: ErrorOptions) {
    super(`${what}\n  → ${remedy}`, options);
  }
}

/** It is here and must not be used. Nobody may take that for an absence and go on without it. */
export class UnusableProvision extends ProvisionError {
  override name = 'UnusableProvision';
}

/** Told what is being done, one line at a time. */
export type Report = (line: string) => void;
