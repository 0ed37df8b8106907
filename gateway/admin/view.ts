import { lookup } from 'node:dns/promises';
import type { DirectoryState } from '../directory-state.ts';
import { AdminError } from '../envoy/admin-client.ts';
import type { Supervisor } from '../envoy/supervisor.ts';
import type { Json, JsonObject } from '../resources/kinds.ts';
import type { RedisBridge } from '../redis/bridge.ts';
import { viewPlugins } from './plugin-view.ts';
import { Redaction } from './redaction.ts';
import { reasonsOf } from './reason.ts';
import type { Reason } from './reason.ts';
import { redisMetrics } from './redis-metrics.ts';
import type { Admin } from './server.ts';

/** What the gateway shows of itself. */
export class AdminView implements Admin {
  readonly #redaction = new Redaction();
  #failure: string | undefined;

  constructor(
    private readonly state: DirectoryState,
    private readonly supervisor: Supervisor,
    private readonly bridge: RedisBridge,
  ) {}

  /** What keeps a change of DIR from being taken over; undefined when nothing does. Answers whether that is news. */
  noteFailure(message: string | undefined): boolean {
    const isNews = message !== this.#failure;
    this.#failure = message;
    return isNews;
  }

  async reasons(): Promise<Reason[]> {
    try {
      // A plugin may quote its configuration.
      const redaction = this.#secrets();
      return (await this.#reasons()).map((reason) => ({
        ...reason,
        message: redaction.text(reason.message),
      }));
    } catch (error) {
      return [
        { kind: 'Gateway', name: 'gateway', message: error instanceof Error ? error.message : String(error) },
      ];
    }
  }

  async #reasons(): Promise<Reason[]> {
    const { problems, translation } = this.state;
    const { isLive, delivery } = this.supervisor;
    const [isSettled, unresolved] = await Promise.all([
      this.state.isSettled(),
      isLive ? this.#unresolved() : [],
    ]);
    const { statuses } = translation;
    const failure = this.#failure;
    return reasonsOf({ isLive, isSettled, failure, problems, statuses, delivery, unresolved });
  }

  async prometheus(): Promise<string> {
    const { body } = await this.supervisor.admin.get('/stats/prometheus');
    return body + redisMetrics(this.bridge.stats());
  }

  async configDump(): Promise<object> {
    const { problems, translation, plugins, wasmPlugins } = this.state;
    const { statuses, settings, upstreams } = translation;
    const { refusedPlugins: refused, pendingPlugins: pending } = this.supervisor.delivery;
    const { body } = await this.supervisor.admin.get('/config_dump?include_eds');
    const current = translation.plugins.map(({ resource }) => resource);
    const dump = {
      gateway: {
        reasons: await this.reasons(),
        problems,
        ignored: await this.state.ignored(),
        resources: statuses,
        clusters: upstreams.map(({ cluster, addresses, service, tls }) => {
          const security = tls === undefined ? {} : { tls };
          return { name: cluster, servedBy: service.by, because: service.because, addresses, ...security };
        }),
        routes: translation.ingressRoutes.map(({ name, host, type, path, header, destinations }) => {
          return { name, host, [type]: path, ...(header !== undefined && { header }), destinations };
        }),
        plugins: viewPlugins({ resources: wasmPlugins, statuses, plugins, current, refused, pending }),
        settings,
      },
      envoy: JSON.parse(body) as object,
    };
    return this.#secrets().json(JSON.parse(JSON.stringify(dump)) as Json) as JsonObject;
  }

  #secrets(): Redaction {
    for (const secret of this.state.secrets) this.#redaction.add(secret);
    return this.#redaction;
  }

  async #unresolved(): Promise<string[]> {
    const { clusters, bridged } = this.state.dnsNames;
    const lookups = bridged.map(async ({ cluster, host }) => ((await resolves(host)) ? [] : [cluster]));
    const missing = [...(await this.#unresolvedByEnvoy(clusters)), ...(await Promise.all(lookups)).flat()];
    return [...new Set(missing)];
  }

  async #unresolvedByEnvoy(clusters: string[]): Promise<string[]> {
    try {
      return await this.supervisor.admin.unresolvedClusters(clusters);
    } catch (error) {
      // Envoy has just gone down; that is a reason of its own.
      if (error instanceof AdminError) return [];
      throw error;
    }
  }
}

async function resolves(host: string): Promise<boolean> {
  try {
    await lookup(host);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
