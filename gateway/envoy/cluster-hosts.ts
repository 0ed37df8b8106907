import { AdminError } from './admin-client.ts';
import type { AdminClient } from './admin-client.ts';

/** The `ip:port`s of clusters, by cluster. */
export type HostsByCluster = ReadonlyMap<string, readonly string[]>;

/** The names of the gateway change more slowly than this: their refresh is counted in seconds. */
const INTERVAL_MS = 1000;

/** What names stand for right now, as Envoy resolved them: only to those hosts it sends a request that a plugin chose. */
export class ClusterHosts {
  #known: HostsByCluster = new Map();
  #clusters = '';
  #askAgainAt = 0;

  constructor(private readonly admin: Pick<AdminClient, 'hosts'>) {}

  /** Envoy is asked at most once a second. While it cannot be asked, the last answer counts. */
  async of(clusters: string[]): Promise<HostsByCluster> {
    if (clusters.length === 0) return new Map();
    const named = clusters.join();
    if (named === this.#clusters && performance.now() < this.#askAgainAt) return this.#known;
    try {
      const hosts = await this.admin.hosts();
      // In an order of its own: that of a DNS answer is nobody's choice and changes all the time.
      this.#known = new Map(clusters.map((name) => [name, [...new Set(hosts.get(name) ?? [])].sort()]));
      this.#clusters = named;
    } catch (error) {
      if (!(error instanceof AdminError)) throw error;
    }
    this.#askAgainAt = performance.now() + INTERVAL_MS;
    return this.#known;
  }
}
