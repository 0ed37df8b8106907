import { RouteFacts } from "../match/route-facts";
import { RuleSet } from "../match/rule-set";
import { RedisClients } from "../redis/clients";
import { defineMetrics } from "../redis/metrics";
import { shorterPeriod } from "../redis/pulse";
import { Plan } from "./plan";

const METRICS_PREFIX = "higress_redis";

/** A whole accepted configuration. */
export class Configuration {
  constructor(
    readonly rules: RuleSet,
    /** One for each rule. */
    private plans: Plan[],
    /** For requests that no rule selects; null: they pass untouched. */
    private fallback: Plan | null,
    private clients: RedisClients,
  ) {}

  install(): void {
    if (this.clients.isEmpty) return;
    defineMetrics(METRICS_PREFIX);
    this.clients.install();
  }

  /** True if nothing here ever needs the timer. */
  get isTimeless(): bool {
    return this.clients.isEmpty;
  }

  /** Returns the period in ms at which it must come again, 0: whenever. */
  tick(nowMs: u64): u32 {
    let periodMs: u32 = 0;
    for (let i = 0; i < this.plans.length; i++) {
      periodMs = shorterPeriod(periodMs, unchecked(this.plans[i]).tick(nowMs));
    }
    const fallback = this.fallback;
    if (fallback !== null) periodMs = shorterPeriod(periodMs, fallback.tick(nowMs));
    // Last, because it depends on the calls that the others make.
    return shorterPeriod(periodMs, this.clients.tick(nowMs));
  }

  /** Nothing uses it any more. */
  release(): void {
    this.clients.release();
  }

  planFor(facts: RouteFacts): Plan | null {
    const index = this.rules.find(facts);
    return index < 0 ? this.fallback : unchecked(this.plans[index]);
  }

  /** The plan of a configuration without rules. */
  get onlyPlan(): Plan | null {
    return this.fallback;
  }
}
