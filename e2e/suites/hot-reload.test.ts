import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StartedGateway } from '../gateways/gateway.ts';
import { chosenKind } from '../kinds/chosen.ts';
import { type Census, countLoad } from '../load/census.ts';
import { runLoad } from '../load/load.ts';
import { ingress } from '../resources/ingress.ts';
import { mcpBridge, staticService } from '../resources/mcp-bridge.ts';
import type { Resource } from '../resources/resource.ts';
import { wasmPlugin } from '../resources/wasm-plugin.ts';
import { readMetrics } from '../scenes/metrics.ts';
import { needing } from '../control/needing.ts';
import { ORIGIN_SERVICE, PLUGIN_URL, REDIS_SERVICE, Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import type { RedisClient } from '../servers/redis-server.ts';
import { until, waitFor } from '../control/wait.ts';

const PER_SECOND = 200;
/** HOT_RELOAD_SECONDS makes it another time. */
const SECONDS = Number(process.env['HOT_RELOAD_SECONDS'] ?? 30);
const CHANGE_EVERY_MS = 1000;
const WARM_UP_SECONDS = 2;
/** How far this machine may fall behind before the load is no longer one of so many requests a second. */
const LATEST_START_MS = 2 * CHANGE_EVERY_MS;
/** The origin closes what was idle for five seconds; Envoy then counts no connection to it. */
const QUIET_MS = 20_000;
const PATIENCE_MS = (SECONDS + 90) * 1000;

const MEMORY_SLACK_BYTES = 8 << 20;
const ACTIVE_VMS = 'envoy_wasm_envoy_wasm_runtime_v8_active';
const MEMORY = 'envoy_server_memory_allocated';
const PENDING_CALLS = 'gateway_redis_pending';
const BRIDGE_CONNECTIONS = 'gateway_redis_connections_open';
const FROM_CLIENTS = 'envoy_listener_downstream_cx_active';
/** Of services with a name in `.static`: Envoy takes a cluster's name to end at the first point. */
const TO_SERVICES = 'envoy_cluster_static_upstream_cx_active';
const TO_BRIDGE = 'gateway_redis_sessions';

/** Allows all that comes, and asks Redis each time. */
const limiter = (requests: number): Resource =>
  wasmPlugin('limiter', {
    url: PLUGIN_URL,
    defaultConfig: {
      rule_name: 'reloaded',
      global_threshold: { query_per_day: requests },
      redis: { service_name: REDIS_SERVICE },
    },
  });
const app = (change: number): Resource =>
  ingress('app', {
    destination: ORIGIN_SERVICE,
    annotations: { 'higress.io/request-header-control-update': `x-change ${change}` },
  });

/** Has no part in any request, but a place in the chain: it makes another listener. */
const idlePlugin = wasmPlugin('idle', {
  url: PLUGIN_URL,
  matchRules: [{ ingress: ['nobody'], config: {} }],
});

suite('hot reload', () => {
  needing(chosenKind.lacks['prompt changes'], 'under load', () => {
    let scene: Scene;
    let gateway: StartedGateway;
    let redis: RedisClient;

    beforeAll(async () => {
      scene = await Scene.start();
      redis = await scene.redis.client();
      ({ gateway } = await scene.gateway({ resources: resources() }));
    });
    afterAll(() => scene?.stop());
    showLogsOnFailure(() => scene.gateways);

    const resources = () => [scene.services(), app(0), limiter(1_000_000)];
    /** An address that is named twice is used no other way, and yet makes another service of it. */
    const bridge = (change: number) => {
      const isTwice = Math.floor(change / changes.length) % 2 === 0;
      const named = (address: string) => (isTwice ? `${address},${address}` : address);
      return mcpBridge(
        staticService('redis', named(scene.redis.address)),
        staticService('origin', named(scene.origin.address)),
        staticService('idle', `127.0.0.1:${1024 + change}`),
      );
    };
    const changes: ((change: number) => Promise<void>)[] = [
      (change) => gateway.apply(limiter(1_000_000 + change)),
      (change) => gateway.apply(app(change)),
      (change) => gateway.apply(bridge(change)),
      () => gateway.apply(idlePlugin),
      () => gateway.remove(idlePlugin),
    ];

    async function changeEverySecond(signal: AbortSignal): Promise<number> {
      let made = 0;
      while (!signal.aborted) {
        const startedAt = performance.now();
        await changes[made % changes.length]!(made);
        made++;
        await sleep(Math.max(0, CHANGE_EVERY_MS - (performance.now() - startedAt)));
      }
      return made;
    }

    const load = (seconds: number) => runLoad({ url: gateway.url, perSecond: PER_SECOND, seconds });
    const connections = async () =>
      Number(/^connected_clients:(\d+)/m.exec(await redis.info('clients'))?.[1]);

    /** A metric that has to be there: one of another name would be nought for ever. */
    const metric = async (name: string): Promise<number> => {
      const value = (await readMetrics(gateway)).get(name);
      if (value === undefined) throw new Error(`the gateway has no metric ${name}`);
      return value;
    };

    /** What the gateway holds, none of which may become more. */
    const held = async (): Promise<Record<string, number>> => {
      const names = [ACTIVE_VMS, FROM_CLIENTS, TO_SERVICES, PENDING_CALLS, BRIDGE_CONNECTIONS];
      const values: [string, number][] = [];
      for (const name of names) values.push([name, await metric(name)]);
      return { ...Object.fromEntries(values), 'connections at Redis': await connections() };
    };
    const isQuiet = async () =>
      (await metric(FROM_CLIENTS)) === 0 && (await metric(TO_SERVICES)) === (await metric(TO_BRIDGE));

    test(
      `${PER_SECOND} requests a second for ${SECONDS} s with a change every second: none fails, nothing leaks`,
      async () => {
        await load(WARM_UP_SECONDS);
        await until(waitFor('the load to be over everywhere', isQuiet), QUIET_MS);
        const before = await held();
        expect(before[ACTIVE_VMS]).toBeGreaterThan(0);
        const memory = await metric(MEMORY);

        const end = new AbortController();
        const changing = changeEverySecond(end.signal);
        let census: Census;
        try {
          census = await countLoad(() => load(SECONDS), { origin: scene.origin, redis });
        } finally {
          end.abort();
          await Promise.allSettled([changing]);
        }
        const made = await changing;

        const sent = PER_SECOND * SECONDS;
        const { statuses, errors, latency, latestStartMs } = census.client;
        console.log(
          `${made} changes; latency ms p50 ${latency.percentile(50).toFixed(1)}, p99 ${latency.percentile(99).toFixed(1)},` +
            ` max ${latency.max.toFixed(0)}; latest start ${latestStartMs.toFixed(0)} ms`,
        );
        expect({ statuses, errors }).toEqual({ statuses: { 200: sent }, errors: {} });
        expect(census.origin).toBe(sent);
        expect(census.redis['evalsha']).toBe(sent);
        expect(latestStartMs, 'ms that this machine was behind at worst').toBeLessThan(LATEST_START_MS);
        expect(made).toBeGreaterThanOrEqual(SECONDS * 0.8);

        // What is there is only comparable under the same resources.
        for (let next = made; next % changes.length !== 0; next++)
          await changes[next % changes.length]!(next);
        await gateway.apply(...resources());
        expect((await gateway.readiness()).reasons).toEqual([]);
        await expect.poll(held, { timeout: QUIET_MS, interval: 200 }).toEqual(before);
        const grown = (await metric(MEMORY)) - memory;
        console.log(`memory of Envoy ${(grown / 1024).toFixed(0)} KiB more than before`);
        expect(grown).toBeLessThan(MEMORY_SLACK_BYTES);
      },
      PATIENCE_MS,
    );
  });
});
