import type { HostcallName, LogLevel } from './abi.ts';
import type { Strict } from './strict.ts';

export interface HostcallRecord {
  name: HostcallName;
  /** Decoded inputs, as they stand in `text`. */
  args: readonly string[];
  /** `Ok` or the name of the error; with the value when the call returned one. */
  result: string;
  /** Id of the context the call acted on. */
  context: number;
  /** One readable line: `get_header request x-api-key -> "abc"`. */
  text: string;
}

export interface LogLine {
  level: LogLevel;
  text: string;
  context: number;
}

export class Recorder {
  readonly calls: HostcallRecord[] = [];
  #taken = 0;
  #allowed: ReadonlySet<HostcallName> | undefined;

  constructor(private readonly strict: Strict) {}

  allow(names: readonly HostcallName[]): void {
    this.#allowed = new Set(names);
  }

  allowAll(): void {
    this.#allowed = undefined;
  }

  /** @throws StrictError when an allow-list is set and the name is not on it */
  admit(name: HostcallName, args: readonly string[]): void {
    if (this.#allowed === undefined || this.#allowed.has(name)) return;
    this.strict.violate('unexpected-hostcall', [name, ...args].join(' '));
  }

  record(name: HostcallName, args: readonly string[], error: string, value: string, context: number): void {
    const result = error === 'Ok' ? value || 'Ok' : error;
    const outcome = result === 'Ok' ? [] : ['->', result];
    this.calls.push({ name, args, result, context, text: [name, ...args, ...outcome].join(' ') });
  }

  forget(): void {
    this.calls.length = this.#taken = 0;
  }

  /** Lines recorded since the last take. */
  take(): string[] {
    const lines = this.calls.slice(this.#taken).map((call) => call.text);
    this.#taken = this.calls.length;
    return lines;
  }
}
