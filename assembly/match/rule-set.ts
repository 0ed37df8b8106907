import { RouteFacts } from "./route-facts";
import { Scope } from "./scope";

/** The scopes of `_rules_`, in their order. */
export class RuleSet {
  needsHost: bool = false;
  needsRoute: bool = false;
  needsService: bool = false;

  constructor(private scopes: Scope[]) {
    for (let i = 0; i < scopes.length; i++) {
      const scope = unchecked(scopes[i]);
      if (scope.needsHost) this.needsHost = true;
      if (scope.needsRoute) this.needsRoute = true;
      if (scope.needsService) this.needsService = true;
    }
  }

  get isEmpty(): bool {
    return this.scopes.length == 0;
  }

  /** Index of the first rule that applies, whatever its kind; -1 if none does. */
  find(facts: RouteFacts): i32 {
    for (let i = 0; i < this.scopes.length; i++) {
      if (unchecked(this.scopes[i]).matches(facts)) return i;
    }
    return -1;
  }
}
