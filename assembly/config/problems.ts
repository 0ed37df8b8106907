import { JsonValue } from "../text/json/value";
import { quoteJson } from "../text/json/quote";

/** What is wrong with a configuration. It is refused if there are errors; warnings are only logged. */
export class Problems {
  readonly errors: string[] = [];
  readonly warnings: string[] = [];

  /** `path` as in `rule_items[0].limit_keys`; `remedy` says what to write instead. */
  refuse(path: string, problem: string, remedy: string): void {
    this.errors.push(`${path}: ${problem}; ${remedy}`);
  }

  refuseValue(path: string, value: JsonValue, problem: string, remedy: string): void {
    this.refuse(path, `${quoteJson(value)} ${problem}`, remedy);
  }

  warn(path: string, problem: string, remedy: string): void {
    this.warnings.push(`${path}: ${problem}; ${remedy}`);
  }

  get hasErrors(): bool {
    return this.errors.length > 0;
  }
}
