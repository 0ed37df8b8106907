import { type Fields, withRules, withThreshold } from '../support/configurations.ts';
import { Plugin, type Request } from '../support/plugin.ts';

/** A rule named `name` with a counter of its own, for what `scope` says. */
export function rule(name: string, scope: Fields): Fields {
  return withThreshold({ rule_name: name, ...scope });
}

/** A plugin that shows which of its rules a request meets. */
export class RuledPlugin {
  private constructor(readonly plugin: Plugin) {}

  static async start(rules: readonly Fields[], fallback?: Fields): Promise<RuledPlugin> {
    return new RuledPlugin(await Plugin.start(withRules(rules, fallback)));
  }

  /** Name of the rule; undefined if none applies. */
  ruleFor(request: Request): string | undefined {
    return this.plugin.keyFor(request)?.split(':')[1];
  }

  forHost(authority: string): string | undefined {
    return this.ruleFor({ headers: { ':authority': authority } });
  }

  forRoute(route: string, service?: string): string | undefined {
    return this.ruleFor({ properties: { route_name: route, ...(service && { cluster_name: service }) } });
  }

  forCluster(name: string): string | undefined {
    return this.ruleFor({ properties: { cluster_name: name } });
  }

  /** Names of the hostcalls that choosing a rule took. */
  get looks(): string[] {
    return this.plugin.host.calls
      .filter(({ name }) => name === 'get_header' || name === 'get_property')
      .map(({ name, args }) => [name, ...args].join(' '));
  }
}
