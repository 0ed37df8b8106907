import { request } from 'node:http';

export class AdminError extends Error {}

export interface AdminAnswer {
  status: number;
  body: string;
}

/** Envoy's admin interface, on a unix socket that nobody else can reach. */
export class AdminClient {
  constructor(
    private readonly socketPath: string,
    /** Longer than Envoy's main thread is busy with the largest plugin. */
    private readonly timeoutMs = 15_000,
  ) {}

  get(path: string): Promise<AdminAnswer> {
    return new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(this.timeoutMs);
      const describe = (error: Error) =>
        signal.aborted ? `no answer to ${path} in ${this.timeoutMs} ms` : error.message;
      const fail = (error: Error) => reject(new AdminError(`Envoy's admin interface: ${describe(error)}`));
      const options = { socketPath: this.socketPath, path, agent: false, signal };
      const call = request(options, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        );
      });
      call.on('error', fail);
      call.end();
    });
  }

  async isLive(): Promise<boolean> {
    try {
      return (await this.get('/ready')).status === 200;
    } catch (error) {
      if (error instanceof AdminError) return false;
      throw error;
    }
  }

  /** Stats of these exact names; what Envoy has not counted yet is absent. */
  async stats(names: string[]): Promise<Map<string, string>> {
    const filter = `^(${names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`;
    const { body } = await this.get(`/stats?filter=${encodeURIComponent(filter)}`);
    const lines = body.split('\n').map((line) => /^(.*): "?(.*?)"?$/.exec(line));
    return new Map(lines.flatMap((match) => (match === null ? [] : [[match[1] ?? '', match[2] ?? '']])));
  }

  /** The port a listener is bound to; undefined while there is none. */
  async listenerPort(name: string): Promise<number | undefined> {
    const { body } = await this.get('/listeners?format=json');
    const { listener_statuses = [] } = JSON.parse(body) as ListenersAnswer;
    const listener = listener_statuses.find((candidate) => candidate.name === name);
    return listener?.local_address?.socket_address?.port_value;
  }

  /** Clusters that need a name resolved and have no address. */
  async unresolvedClusters(names: string[]): Promise<string[]> {
    if (names.length === 0) return [];
    const { body } = await this.get('/clusters?format=json');
    const { cluster_statuses = [] } = JSON.parse(body) as ClustersAnswer;
    const resolved = new Set(
      cluster_statuses.flatMap(({ name, host_statuses = [] }) => (host_statuses.length > 0 ? [name] : [])),
    );
    return names.filter((name) => !resolved.has(name));
  }
}

interface ListenersAnswer {
  listener_statuses?: { name: string; local_address?: { socket_address?: { port_value?: number } } }[];
}

interface ClustersAnswer {
  cluster_statuses?: { name: string; host_statuses?: object[] }[];
}
