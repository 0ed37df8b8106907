import { expect } from 'vitest';
import type { Answer, Ask } from './client.ts';
import { exactly, LIMITED, OK, UNAVAILABLE } from './expectations.ts';
import { type LimitedRoute, LimitedRoutes } from './limited-routes.ts';

export type PolicyOptions = {
  /** Requests an hour that each user has. */
  limit: number;
  /** How long the gateway waits for Redis. */
  timeoutMs: number;
  /** Longest time that any answer may take. */
  mostMs: number;
  send: (ask: Ask) => Promise<Answer>;
};

/** Routes that limit each user alike and differ in what they do when Redis fails. */
export class PolicyRoutes {
  readonly routes: LimitedRoutes;
  readonly open: LimitedRoute;
  readonly closed: LimitedRoute;
  readonly local: LimitedRoute;
  #users = 0;

  constructor(private readonly options: PolicyOptions) {
    this.routes = new LimitedRoutes({ timeout: options.timeoutMs });
    const limit_keys = [{ key: '*', query_per_hour: options.limit }];
    const limited = { rule_items: [{ limit_by_per_header: 'x-user', limit_keys }] };
    this.open = this.routes.add(limited);
    this.closed = this.routes.add({ ...limited, on_redis_error: 'closed' });
    this.local = this.routes.add({ ...limited, on_redis_error: 'local' });
  }

  get all(): LimitedRoute[] {
    return [this.open, this.closed, this.local];
  }

  nextUser(): string {
    return `user-${++this.#users}`;
  }

  /** Statuses of requests of one user, one after the other, none of which may take longer than `mostMs`. */
  async statuses(count: number, { path } = this.open, user = this.nextUser()): Promise<number[]> {
    const found: number[] = [];
    for (let i = 0; i < count; i++) {
      const { status, ms } = await this.options.send({ path, headers: { 'x-user': user } });
      expect(ms).toBeLessThan(this.options.mostMs);
      found.push(status);
    }
    return found;
  }

  /** Each policy gives its answer, the first time and when nobody asks Redis any more. Resolves to the requests sent. */
  async hold(): Promise<number> {
    const { limit } = this.options;
    expect(await this.statuses(limit + 3)).toEqual(Array(limit + 3).fill(OK));
    expect(await this.statuses(limit, this.closed)).toEqual(Array(limit).fill(UNAVAILABLE));
    expect(await this.statuses(limit + 2, this.local)).toEqual([...exactly(limit), LIMITED]);
    return 3 * limit + 5;
  }
}
