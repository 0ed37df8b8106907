import { Counter } from "./counter";
import { RequestValue, ValueSource } from "./value-source";

/** Counts requests by one kind of value. */
export class RuleItem {
  /** `counters` in the order in which they are tried. */
  constructor(
    private source: ValueSource,
    private counters: Counter[],
  ) {}

  /** The first counter for the request's value, which is then in `value`; null if the item does not apply. */
  find(value: RequestValue): Counter | null {
    if (!this.source.read(value)) return null;
    for (let i = 0; i < this.counters.length; i++) {
      const counter = unchecked(this.counters[i]);
      if (counter.matcher.matches(value)) return counter;
    }
    return null;
  }
}
