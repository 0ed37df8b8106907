import { Section } from "../exchange/section";
import { shorterPeriod } from "../redis/pulse";

/** What applies to the requests that one rule of the configuration selects. */
export class Plan {
  /** In the order in which they speak. */
  constructor(readonly sections: Section[]) {}

  /** Returns the period in ms at which it must come again, 0: whenever. */
  tick(nowMs: u64): u32 {
    let periodMs: u32 = 0;
    for (let i = 0; i < this.sections.length; i++) {
      periodMs = shorterPeriod(periodMs, unchecked(this.sections[i]).tick(nowMs));
    }
    return periodMs;
  }
}
