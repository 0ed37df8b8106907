import { afterAll, beforeAll, expect, test } from 'vitest';
import { ingress } from '../resources/ingress.ts';
import { mcpBridge } from '../resources/mcp-bridge.ts';
import { wasmPlugin } from '../resources/wasm-plugin.ts';
import type { Client } from '../scenes/client.ts';
import { exactly } from '../scenes/expectations.ts';
import { PLUGIN_URL, Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import { ORIGIN_NAME, ORIGIN_PORT } from '../containers/origin.ts';
import { REDIS_NAME } from '../containers/redis.ts';

const LIMIT = 2;
const services = mcpBridge(
  { name: 'redis', type: 'dns', domain: REDIS_NAME, port: 6379 },
  { name: 'origin', type: 'dns', domain: ORIGIN_NAME, port: ORIGIN_PORT },
);
const limiter = wasmPlugin('limiter', {
  url: PLUGIN_URL,
  defaultConfig: {
    rule_name: 'by-name',
    rule_items: [{ limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: LIMIT }] }],
    redis: { service_name: 'redis.dns', service_port: 6379 },
  },
});

suite('services known by names of the network', () => {
  let scene: Scene;
  let client: Client;

  beforeAll(async () => {
    scene = await Scene.start();
    const app = ingress('app', { destination: `origin.dns:${ORIGIN_PORT}` });
    ({ client } = await scene.gateway({ resources: [services, app, limiter] }));
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);

  const statusesOf = (user: string) => client.statuses(LIMIT + 1, { headers: { 'x-user': user } });

  test('Redis counts and the origin answers', async () => {
    expect(await statusesOf('first')).toEqual(exactly(LIMIT));
    expect(await scene.origin.seen()).toHaveLength(LIMIT);
  });

  test('a Redis that comes back elsewhere under its name is found again', async () => {
    const other = await scene.anotherRedis();
    expect(other.address).not.toBe(scene.redis.address);
    await scene.redis.kill();
    await expect.poll(() => statusesOf(crypto.randomUUID()), { timeout: 30_000 }).toEqual(exactly(LIMIT));
    const found = await other.client();
    expect(await found.dbSize()).toBeGreaterThan(0);
  });
});
