import { isAddress, isPort } from '../resources/address.ts';
import type { McpBridge, Registry } from '../resources/kinds.ts';
import { accepted, refused } from './status.ts';
import type { Status } from './status.ts';
import { clusterName, tlsOf } from './upstream.ts';
import type { Address, Upstream } from './upstream.ts';

const PROTOCOLS = ['', 'TCP', 'HTTP', 'HTTP2', 'HTTPS', 'GRPC', 'GRPCS', 'DUBBO'];
// The last label has letters only, so neither `redis`, `redis.e2e1` nor `redis.test.` passes.
const DOMAIN = /^([A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

/** The upstreams of the McpBridge named `default`; no other counts. */
export function translateMcpBridges(bridges: McpBridge[]): { upstreams: Upstream[]; statuses: Status[] } {
  const upstreams = new Map<string, Upstream>();
  const statuses: Status[] = [];
  for (const bridge of bridges) {
    if (bridge.name !== 'default') {
      statuses.push(accepted('McpBridge', bridge.name, 'ignored: only the McpBridge named default counts'));
      continue;
    }
    for (const registry of bridge.registries) {
      const { upstream, problems } = translateRegistry(registry);
      const name = `${bridge.name}/${registry.name}`;
      for (const problem of problems) statuses.push(refused('McpBridge', name, problem));
      if (upstream === undefined) continue;
      // A second entry of the same type and name replaces the first.
      upstreams.set(upstream.host, upstream);
      if (problems.length === 0) statuses.push(accepted('McpBridge', name, upstream.cluster));
    }
  }
  return { upstreams: [...upstreams.values()], statuses };
}

function translateRegistry(registry: Registry): { upstream?: Upstream; problems: string[] } {
  const { name, type, port, sni } = registry;
  const protocol = registry.protocol.toUpperCase();
  if (!PROTOCOLS.includes(protocol)) {
    const remedy = 'use TCP for Redis, or one of HTTP, HTTP2, HTTPS, GRPC, GRPCS';
    return { problems: [`protocol "${registry.protocol}" is unknown: ${remedy}`] };
  }
  if (type !== 'static' && type !== 'dns') {
    return { problems: [`type "${type}" is not supported: use static or dns`] };
  }
  if (!isPort(port)) return { problems: [`port ${port} is not between 0 and 65535`] };
  const problems: string[] = [];
  const addresses: Address[] = [];
  for (const part of registry.domain.split(',')) {
    const address = type === 'dns' ? dnsAddress(part, port) : staticAddress(part);
    if (typeof address === 'string') problems.push(address);
    else addresses.push(address);
  }
  if (addresses.length === 0) return { problems };

  const host = `${name}.${type}`;
  const upstream: Upstream = {
    cluster: clusterName(host, port),
    host,
    port,
    discovery: type,
    addresses,
    protocol,
    ...tlsOf(protocol, sni, { discovery: type, addresses }),
  };
  return { upstream, problems };
}

function dnsAddress(domain: string, port: number): Address | string {
  return DOMAIN.test(domain)
    ? { host: domain, port }
    : `domain "${domain}" is not a full domain name (a.b, the last label letters only, no dot at the end)`;
}

function staticAddress(text: string): Address | string {
  const [, v6, v4, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
  const host = v6 ?? v4 ?? '';
  return !isAddress(host) || !isPort(Number(port))
    ? `domain "${text}" is not IP:PORT (no names, no blanks around commas)`
    : { host, port: Number(port) };
}
