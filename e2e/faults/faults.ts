import type { SiteRedis } from '../servers/server.ts';
import { during } from './during.ts';
import type { FaultProxy } from './fault-proxy.ts';
import { leave } from './leaving-client.ts';
import { leaveStream } from './leaving-stream.ts';
import { ORIGIN_FAULTS } from './origin-faults.ts';
import {
  closeConnections,
  forgetScripts,
  type Harm,
  harming,
  REDIS_FAULTS,
  type RedisFaultName,
} from './redis-faults.ts';
import { ReplicatedRedis } from './replicated-redis.ts';

/** Everything that can be made to go wrong around a gateway; README.md lists it. */
export class Faults {
  /** Ends of paths that have the origin fail. */
  readonly origin = ORIGIN_FAULTS;
  /** Clients of a gateway that leave in the middle of an exchange. */
  readonly client = { leave, leaveStream };

  constructor(
    private readonly redis: SiteRedis,
    /** The way to Redis, for gateways that are led by it: `scene.services(scene.faults.network)`. */
    readonly network: FaultProxy,
    private readonly startRedis: () => Promise<SiteRedis>,
  ) {}

  /** Runs `body` while Redis fails in a way of the list, or while the network does that harm. */
  during<T>(fault: RedisFaultName | Harm, body: () => Promise<T>): Promise<T> {
    const begin = typeof fault === 'string' ? REDIS_FAULTS[fault] : harming(fault);
    return during(begin, { redis: this.redis, network: this.network }, body);
  }

  /** Redis closes the connections of all its clients. */
  closeConnections(): Promise<void> {
    return closeConnections(this.redis);
  }

  forgetScripts(): Promise<void> {
    return forgetScripts(this.redis);
  }

  /** Gives Redis a replica. `network` is the address of both and follows the primary. */
  async replicated(): Promise<ReplicatedRedis> {
    return ReplicatedRedis.start(this.redis, await this.startRedis(), this.network);
  }
}
