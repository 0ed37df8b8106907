/** What a real gateway lets pass, or answers with a code nobody reads, and what is always a bug of the module. */
export type StrictRule =
  | 'two-abi-exports'
  | 'continue-without-stop'
  | 'reply-and-continue'
  | 'second-reply'
  | 'one-redis-command'
  | 'forbidden-redis-command'
  | 'retry-in-failure'
  | 'unexpected-hostcall';

export class StrictError extends Error {
  override readonly name = 'StrictError';
  constructor(
    readonly rule: StrictRule,
    message: string,
  ) {
    super(`${rule}: ${message}`);
  }
}

export class Strict {
  /** Tolerated violations and reads of maps the module has lost: legal on the gateway, rarely meant. */
  readonly warnings: string[] = [];
  readonly #tolerated: ReadonlySet<StrictRule>;

  constructor(tolerated: readonly StrictRule[] = []) {
    this.#tolerated = new Set(tolerated);
  }

  /** @throws StrictError unless the test tolerates the rule */
  violate(rule: StrictRule, message: string): void {
    const error = new StrictError(rule, message);
    if (!this.#tolerated.has(rule)) throw error;
    this.warnings.push(error.message);
  }

  warn(message: string): void {
    this.warnings.push(message);
  }
}
