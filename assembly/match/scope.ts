import { Bytes, bytesOf, equalsBytes, startsWithBytes } from "../text/bytes";
import { HostPattern } from "./host-pattern";
import { RouteFacts } from "./route-facts";
import { ServiceName } from "./service-name";

enum ScopeKind {
  Route,
  RouteAndService,
  Host,
  Service,
  RoutePrefix,
}

/**
 * What one rule of `_rules_` applies to. When several kinds are given, the gateway's own plugins look at routes
 * (together with services), else at domains, else at services, else at route prefixes; the others are ignored.
 */
export class Scope {
  private kind: ScopeKind = ScopeKind.RoutePrefix;
  private routes: Bytes[] = [];
  private hosts: HostPattern[] = [];
  private services: ServiceName[] = [];
  private prefixes: Bytes[] = [];

  constructor(routes: string[], hosts: string[], services: string[], prefixes: string[]) {
    for (let i = 0; i < routes.length; i++) this.routes.push(bytesOf(routes[i]));
    for (let i = 0; i < hosts.length; i++) this.hosts.push(new HostPattern(hosts[i]));
    for (let i = 0; i < services.length; i++) this.services.push(new ServiceName(services[i]));
    for (let i = 0; i < prefixes.length; i++) this.prefixes.push(bytesOf(prefixes[i]));
    if (routes.length > 0) this.kind = services.length > 0 ? ScopeKind.RouteAndService : ScopeKind.Route;
    else if (hosts.length > 0) this.kind = ScopeKind.Host;
    else if (services.length > 0) this.kind = ScopeKind.Service;
  }

  get needsHost(): bool {
    return this.kind == ScopeKind.Host;
  }

  get needsRoute(): bool {
    return this.kind != ScopeKind.Host && this.kind != ScopeKind.Service;
  }

  get needsService(): bool {
    return this.kind == ScopeKind.Service || this.kind == ScopeKind.RouteAndService;
  }

  matches(facts: RouteFacts): bool {
    switch (this.kind) {
      case ScopeKind.Route:
        return this.matchesRoute(facts);
      case ScopeKind.RouteAndService:
        return this.matchesRoute(facts) && this.matchesService(facts);
      case ScopeKind.Host:
        return this.matchesHost(facts);
      case ScopeKind.Service:
        return this.matchesService(facts);
      default:
        return this.matchesPrefix(facts);
    }
  }

  private matchesRoute(facts: RouteFacts): bool {
    for (let i = 0; i < this.routes.length; i++) {
      if (equalsBytes(facts.route.at, facts.route.size, unchecked(this.routes[i]))) return true;
    }
    return false;
  }

  private matchesPrefix(facts: RouteFacts): bool {
    for (let i = 0; i < this.prefixes.length; i++) {
      if (startsWithBytes(facts.route.at, facts.route.size, unchecked(this.prefixes[i]))) return true;
    }
    return false;
  }

  private matchesHost(facts: RouteFacts): bool {
    for (let i = 0; i < this.hosts.length; i++) {
      if (unchecked(this.hosts[i]).matches(facts.host.at, facts.host.size)) return true;
    }
    return false;
  }

  private matchesService(facts: RouteFacts): bool {
    if (!facts.hasCluster) return false;
    for (let i = 0; i < this.services.length; i++) {
      if (unchecked(this.services[i]).matches(facts.cluster)) return true;
    }
    return false;
  }
}
