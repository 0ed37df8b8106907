import { Endpoint } from "./endpoint";
import { RedisSettings } from "./settings";

/** The endpoints of one configuration; rules with the same settings share one, so the gateway is told once. */
export class Endpoints {
  private identities: string[] = [];
  private endpoints: Endpoint[] = [];

  get(settings: RedisSettings): Endpoint {
    const identity = settings.identity;
    const index = this.identities.indexOf(identity);
    if (index >= 0) return this.endpoints[index];
    const endpoint = new Endpoint(settings);
    this.identities.push(identity);
    this.endpoints.push(endpoint);
    return endpoint;
  }

  /** Only for a configuration that was accepted: installing changes the client for every plugin of the worker. */
  install(): void {
    for (let i = 0; i < this.endpoints.length; i++) this.endpoints[i].install();
  }
}
