import type { Reason } from './reason.ts';

/** Reasons of a running change go away by themselves. */
const LASTING_MS = 100;
/** Every edit is a change that is being taken over; only a slow one is news. */
const SLOW_CHANGE_MS = 2000;

/** What of the reasons, seen again and again, is worth a line in the log. */
export class ReasonNews {
  readonly #since = new Map<string, number>();
  readonly #told = new Set<string>();
  #hasToldTrouble = false;

  /** Answers each lasting reason once, and that all is well again once after any was told. */
  tell(reasons: Reason[], nowMs: number): string[] {
    const seen = new Map(reasons.map((reason) => [describe(reason), reason]));
    for (const line of this.#since.keys()) if (!seen.has(line)) this.#since.delete(line);
    const news: string[] = [];
    for (const [line, { kind }] of seen) {
      const since = this.#since.get(line) ?? nowMs;
      this.#since.set(line, since);
      const patienceMs = kind === 'Directory' ? SLOW_CHANGE_MS : LASTING_MS;
      if (!this.#told.has(line) && nowMs - since >= patienceMs) news.push(line);
    }
    const isWellAgain = seen.size === 0 && this.#hasToldTrouble;
    this.#hasToldTrouble = !isWellAgain && (this.#hasToldTrouble || news.length > 0);
    for (const line of this.#told) if (!seen.has(line)) this.#told.delete(line);
    for (const line of news) this.#told.add(line);
    return isWellAgain ? ['all is well again'] : news;
  }
}

function describe({ kind, name, message }: Reason): string {
  return `${kind} ${name}: ${message}`;
}
