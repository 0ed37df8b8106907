import { ingress } from '../resources/ingress.ts';
import type { Resource } from '../resources/resource.ts';
import { wasmPlugin } from '../resources/wasm-plugin.ts';
import { ORIGIN_SERVICE, PLUGIN_URL, REDIS_SERVICE } from './scene.ts';

/** A route with a limit of its own. */
export type LimitedRoute = {
  name: string;
  path: string;
  ruleName: string;
  configuration: object;
  annotations: Record<string, string>;
};

/** Routes that differ in their configuration of the limiter only. One plugin resource serves them all. */
export class LimitedRoutes {
  readonly #routes: LimitedRoute[] = [];

  constructor(private readonly redis: object = {}) {}

  /** `rule_name` and `redis` need not be given. The annotations are those of the route's Ingress. */
  add(configuration: object, annotations: Record<string, string> = {}): LimitedRoute {
    const name = `route-${this.#routes.length + 1}`;
    const ruleName = `rule-${this.#routes.length + 1}`;
    const redis = { service_name: REDIS_SERVICE, ...this.redis };
    const whole = { rule_name: ruleName, redis, ...configuration };
    const route = { name, path: `/${name}`, ruleName, configuration: whole, annotations };
    this.#routes.push(route);
    return route;
  }

  get resources(): Resource[] {
    const rules = this.#routes.map(({ name, configuration }) => ({ ingress: [name], config: configuration }));
    return [
      wasmPlugin('limiter', { url: PLUGIN_URL, matchRules: rules }),
      ...this.#routes.map(({ name, path, annotations }) =>
        ingress(name, { path, destination: ORIGIN_SERVICE, annotations }),
      ),
      ingress('free', { path: '/free', destination: ORIGIN_SERVICE }),
    ];
  }
}
