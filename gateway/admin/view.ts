import { lookup } from 'node:dns/promises';
import type { DirectoryState } from '../directory-state.ts';
import { AdminError } from '../envoy/admin-client.ts';
import type { Supervisor } from '../envoy/supervisor.ts';
import type { RedisBridge } from '../redis/bridge.ts';
import { reasonsOf } from './reason.ts';
import type { Reason } from './reason.ts';
import { redisMetrics } from './redis-metrics.ts';
import type { Admin } from './server.ts';

/** What the gateway shows of itself. */
export class AdminView implements Admin {
  constructor(
    private readonly state: DirectoryState,
    private readonly supervisor: Supervisor,
    private readonly bridge: RedisBridge,
  ) {}

  async reasons(): Promise<Reason[]> {
    try {
      return await this.#reasons();
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
    return reasonsOf({ isLive, isSettled, problems, statuses, delivery, unresolved });
  }

  async prometheus(): Promise<string> {
    const { body } = await this.supervisor.admin.get('/stats/prometheus');
    return body + redisMetrics(this.bridge.stats());
  }

  async configDump(): Promise<object> {
    const { problems, translation, plugins } = this.state;
    const { body } = await this.supervisor.admin.get('/config_dump?include_eds');
    const refusals = this.supervisor.delivery.refusedPlugins;
    return {
      gateway: {
        reasons: await this.reasons(),
        problems,
        resources: translation.statuses,
        clusters: translation.upstreams.map(({ cluster, addresses, service }) => {
          return { name: cluster, servedBy: service.by, because: service.because, addresses };
        }),
        plugins: plugins.map(({ resource, name, url, phase, priority, configuration }) => {
          const refusal = refusals.find((candidate) => candidate.resource === resource)?.message;
          return {
            resource,
            name,
            url,
            phase,
            priority,
            configuration,
            accepted: refusal === undefined,
            refusal,
          };
        }),
        settings: translation.settings,
      },
      envoy: JSON.parse(body) as object,
    };
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
