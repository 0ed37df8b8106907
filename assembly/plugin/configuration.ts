import { RouteFacts } from "../match/route-facts";
import { RuleSet } from "../match/rule-set";
import { Endpoints } from "../redis/endpoints";
import { Plan } from "./plan";

/** A whole accepted configuration. */
export class Configuration {
  constructor(
    readonly rules: RuleSet,
    /** One for each rule. */
    private plans: Plan[],
    /** For requests that no rule selects; null: they pass untouched. */
    private fallback: Plan | null,
    private endpoints: Endpoints,
  ) {}

  install(): void {
    this.endpoints.install();
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
