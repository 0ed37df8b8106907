import type { RedisClient } from '../servers/redis-clients.ts';
import type { SiteRedis } from '../servers/server.ts';
import { until, waitFor } from '../control/wait.ts';
import type { FaultProxy } from './fault-proxy.ts';

/** A primary and its replica behind one address, which stays the same when they change roles. Without a password. */
export class ReplicatedRedis {
  private constructor(
    private nodes: { primary: SiteRedis; replica: SiteRedis },
    /** The address: clients that come by it reach the primary. */
    readonly network: FaultProxy,
  ) {}

  /** Resolves when the replica has all that the primary has. */
  static async start(primary: SiteRedis, replica: SiteRedis, network: FaultProxy): Promise<ReplicatedRedis> {
    const pair = new ReplicatedRedis({ primary, replica }, network);
    await pair.restore();
    return pair;
  }

  get primary(): SiteRedis {
    return this.nodes.primary;
  }

  get replica(): SiteRedis {
    return this.nodes.replica;
  }

  /** Resolves when the replica has all that was written so far. A crash loses what came after. */
  async caughtUp(): Promise<void> {
    const written = Number(await replicationField(this.primary, 'master_repl_offset'));
    const isThere = async () =>
      (await replicationField(this.replica, 'master_link_status')) === 'up' &&
      Number(await replicationField(this.replica, 'slave_repl_offset')) >= written;
    await until(waitFor('the replica to catch up', isThere));
  }

  /** Unplanned: the primary is killed and the replica takes its place. */
  async failOver(): Promise<void> {
    await this.primary.kill();
    await this.promote();
  }

  /** The replica takes the place of a primary that is gone, and the address follows. */
  async promote(): Promise<void> {
    await this.#promote(this.replica);
    this.#swap();
    this.follow();
  }

  /** Whatever has happened: both run again, the address leads to the primary, and the replica has what that has. */
  async restore(): Promise<void> {
    for (const node of [this.primary, this.replica]) if (!(await isUp(node))) await node.restart();
    await this.#promote(this.primary);
    this.network.leadTo(this.primary);
    await this.#replicate();
  }

  /**
   * Planned, without losing a write: Redis itself has the replica catch up and take over. The address stays where it
   * was: whoever comes by it finds a replica.
   */
  async swapRoles(): Promise<void> {
    await this.caughtUp();
    await asked(this.primary, (client) => client.sendCommand(['FAILOVER']));
    this.#swap();
    const isOver = async () =>
      (await replicationField(this.primary, 'role')) === 'master' &&
      (await replicationField(this.replica, 'role')) === 'slave';
    await until(waitFor('the roles to change', isOver));
  }

  /** The address leads to the primary. Old connections are reset, as Sentinel closes those of a demoted one. */
  follow(): void {
    this.network.leadTo(this.primary);
    this.network.resetConnections();
  }

  /** Planned: the roles change and the address follows. */
  async switchOver(): Promise<void> {
    await this.swapRoles();
    this.follow();
  }

  async #promote(node: SiteRedis): Promise<void> {
    await asked(node, (client) => client.sendCommand(['REPLICAOF', 'NO', 'ONE']));
  }

  #swap(): void {
    const { primary, replica } = this.nodes;
    this.nodes = { primary: replica, replica: primary };
  }

  async #replicate(): Promise<void> {
    await asked(this.primary, async (client) => {
      // A primary may wait for further replicas, and leave a file that the next start reads.
      await client.configSet('repl-diskless-sync', 'yes');
      await client.configSet('repl-diskless-sync-delay', '0');
    });
    const [host = '', port = ''] = this.primary.address.split(':');
    await asked(this.replica, (client) => client.sendCommand(['REPLICAOF', host, port]));
    await this.caughtUp();
  }
}

async function asked<T>(redis: SiteRedis, ask: (client: RedisClient) => Promise<T>): Promise<T> {
  const client = await redis.client();
  try {
    return await ask(client);
  } finally {
    client.destroy();
  }
}

async function isUp(redis: SiteRedis): Promise<boolean> {
  try {
    await asked(redis, (client) => client.ping());
    return true;
  } catch {
    return false;
  }
}

async function replicationField(redis: SiteRedis, name: string): Promise<string | undefined> {
  const info = await asked(redis, (client) => client.info('replication'));
  return new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1];
}
