import { request } from 'node:http';
import { escapeRegex } from '../translate/regex.ts';
import { hostAndPort } from '../translate/upstream.ts';

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
    const filter = `^(${names.map(escapeRegex).join('|')})$`;
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

  /** The `ip:port`s of each cluster; a cluster whose name is not resolved has none. */
  async hosts(): Promise<Map<string, string[]>> {
    const { body } = await this.get('/clusters?format=json');
    const { cluster_statuses = [] } = JSON.parse(body) as ClustersAnswer;
    return new Map(
      cluster_statuses.map(({ name, host_statuses = [] }) => [name, host_statuses.flatMap(addressOf)]),
    );
  }

  /** Clusters that need a name resolved and have no address. */
  async unresolvedClusters(names: string[]): Promise<string[]> {
    if (names.length === 0) return [];
    const hosts = await this.hosts();
    return names.filter((name) => (hosts.get(name) ?? []).length === 0);
  }
}

interface ListenersAnswer {
  listener_statuses?: { name: string; local_address?: { socket_address?: { port_value?: number } } }[];
}

interface HostStatus {
  address?: { socket_address?: { address: string; port_value: number } };
}

interface ClustersAnswer {
  cluster_statuses?: { name: string; host_statuses?: HostStatus[] }[];
}

function addressOf({ address }: HostStatus): string[] {
  const socket = address?.socket_address;
  return socket === undefined ? [] : [hostAndPort(socket.address, socket.port_value)];
}
