import { afterAll, beforeAll, test } from 'vitest';
import type { StartedGateway } from '../gateways/gateway.ts';
import type { RedisClient } from '../servers/redis-server.ts';
import type { Answer, Ask, Client } from './client.ts';
import { readCounters, type StoredCounter } from './counters.ts';
import { LimitedRoutes } from './limited-routes.ts';
import { Scene } from './scene.ts';
import { showLogsOnFailure, suite } from './suite.ts';

/** What a test about one limited route works with. */
export type Visit = {
  ruleName: string;
  /** Sends a request to the test's own route. */
  send(ask?: Ask): Promise<Answer>;
  statuses(count: number, ask?: Ask): Promise<number[]>;
  /** What lies in Redis for the rule. */
  counters(): Promise<StoredCounter[]>;
  redis: RedisClient;
  /** Sends anywhere. */
  client: Client;
  gateway: StartedGateway;
  scene: Scene;
};

/** Defines a test with a route and a configuration of its own. */
export type LimitTest = (title: string, configuration: object, body: (visit: Visit) => Promise<void>) => void;

/** Tests on one gateway, one Redis and one origin. Every configuration is there from the start, each on its route. */
export function limiterSuite(title: string, define: (limitTest: LimitTest) => void): void {
  suite(title, () => {
    const routes = new LimitedRoutes();
    let scene: Scene;
    let common: Pick<Visit, 'gateway' | 'client' | 'redis' | 'scene'>;

    beforeAll(async () => {
      scene = await Scene.start();
      const redis = await scene.redis.client();
      const resources = [scene.services(), ...routes.resources];
      common = { ...(await scene.gateway({ resources })), redis, scene };
    });
    afterAll(() => scene?.stop());
    showLogsOnFailure(() => scene.gateways);

    define((name, configuration, body) => {
      const { path, ruleName } = routes.add(configuration);
      const onRoute = (ask: Ask = {}) => ({ ...ask, path: path + (ask.path ?? '') });
      test(name, async () => {
        const { client, redis } = common;
        await body({
          ...common,
          ruleName,
          send: (ask) => client.send(onRoute(ask)),
          statuses: (count, ask) => client.statuses(count, onRoute(ask)),
          counters: () => readCounters(redis, ruleName),
        });
      });
    });
  });
}
