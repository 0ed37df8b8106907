import { afterAll, beforeAll, expect, test } from 'vitest';
import { found } from '../../scripts/provision/absence.ts';
import { type OfficialPlugin, provideOfficialPlugin } from '../../scripts/provision/plugins.ts';
import { chosenKind } from '../kinds/chosen.ts';
import type { StartedGateway } from '../gateways/gateway.ts';
import { ingress } from '../resources/ingress.ts';
import type { Resource } from '../resources/resource.ts';
import { wasmPlugin } from '../resources/wasm-plugin.ts';
import type { Client } from '../scenes/client.ts';
import { exactly, LIMITED, OK } from '../scenes/expectations.ts';
import { needing } from '../control/needing.ts';
import { ORIGIN_SERVICE, PLUGIN_URL, REDIS_SERVICE, Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import type { RedisClient } from '../servers/redis-server.ts';

const START_TIMEOUT_MS = 300_000;
const OURS = 2;
const THEIRS = 3;
const FORBIDDEN = 403;
/** Their limiter looks at requests for language models only. */
const PATH = '/v1/chat/completions';

/** Counts by a header of its own, so that each limiter can be seen alone. */
const ours = (requests: number): Resource =>
  wasmPlugin('ours', {
    url: PLUGIN_URL,
    priority: 20,
    defaultConfig: {
      rule_name: 'ours',
      rule_items: [{ limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: requests }] }],
      show_limit_quota_header: true,
      redis: { service_name: REDIS_SERVICE },
    },
  });

const theirConfiguration = {
  rule_name: 'theirs',
  limit_combinations: [
    {
      name: 'per-key',
      match: [{ type: 'any', source: 'header', name: 'x-their-key', value: '*' }],
      query_limits: { per_hour: THEIRS },
    },
  ],
  redis: { service_name: REDIS_SERVICE },
};

/** Names the user after the session, and marks the response. */
const transformation = {
  reqRules: [
    { operate: 'map', headers: [{ fromKey: 'x-session', toKey: 'x-user' }] },
    { operate: 'add', headers: [{ key: 'x-added', value: 'by-transformer' }] },
  ],
  respRules: [{ operate: 'add', headers: [{ key: 'x-answered', value: 'by-transformer' }] }],
};

/** Lets nobody in by this name, wherever from. */
const accessList = { consumers: { banned: { deniedCidrs: ['0.0.0.0/0', '::/0'] } } };

/** They come together. */
const { absence } = await found(provideOfficialPlugin('transformer', (line) => console.error(line)));

suite('plugins of other people, unchanged,', () => {
  needing(absence, 'in a chain with ours', chain);
});

function chain(): void {
  let scene: Scene;
  let gateway: StartedGateway;
  let client: Client;
  let redis: RedisClient;

  const official = async (name: OfficialPlugin, priority: number, defaultConfig: object) => {
    const url = chosenKind.moduleUrl(await provideOfficialPlugin(name));
    return wasmPlugin(name, { url, priority, defaultConfig });
  };

  beforeAll(async () => {
    scene = await Scene.start();
    redis = await scene.redis.client();
    const resources = [
      scene.services(),
      ingress('app', { destination: ORIGIN_SERVICE }),
      await official('gpustack-ip-acl', 900, accessList),
      await official('gpustack-rate-limit', 600, theirConfiguration),
      await official('transformer', 410, transformation),
      ours(OURS),
    ];
    ({ gateway, client } = await scene.gateway({ resources }));
  }, START_TIMEOUT_MS);
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);

  const send = (headers: Record<string, string>) => client.send({ path: PATH, headers });
  const statuses = (count: number, headers: Record<string, string>) =>
    client.statuses(count, { path: PATH, headers });

  test('each leaves its mark on one request', async () => {
    const answer = await send({ 'x-user': 'marked', 'x-their-key': 'marked' });
    expect(answer.status).toBe(OK);
    expect(answer.headers['x-answered']).toBe('by-transformer');
    expect(answer.headers['x-ratelimit-remaining']).toBe(String(OURS - 1));
    const [request] = (await scene.origin.seen()).slice(-1);
    expect(request?.headers['x-added']).toBe('by-transformer');
    expect(await redis.keys('*marked*')).toHaveLength(2);
  });

  test('ours sees the request as a plugin before it has changed it', async () => {
    expect(await statuses(OURS + 1, { 'x-session': 's1' })).toEqual(exactly(OURS));
    expect(await redis.keys('higress-cluster-key-rate-limit:*:x-user:s1')).toHaveLength(1);
  });

  test('two limiters on one Redis count by themselves', async () => {
    expect(await statuses(OURS + 1, { 'x-user': 'alone' })).toEqual(exactly(OURS));
    expect(await statuses(THEIRS + 1, { 'x-their-key': 'alone' })).toEqual(exactly(THEIRS));
  });

  test('a request that theirs rejects does not reach ours', async () => {
    await statuses(THEIRS, { 'x-their-key': 'first' });
    expect(await statuses(5, { 'x-their-key': 'first', 'x-user': 'behind' })).toEqual(Array(5).fill(LIMITED));
    expect(await redis.keys('*:x-user:behind')).toEqual([]);
  });

  test('a request that the access list rejects reaches neither limiter, and leaves their counts alone', async () => {
    const banned = { 'x-mse-consumer': 'banned', 'x-user': 'guest', 'x-their-key': 'guest' };
    expect(await statuses(5, banned)).toEqual(Array(5).fill(FORBIDDEN));
    expect(await redis.keys('*guest*')).toEqual([]);
    expect(await statuses(OURS + 1, { ...banned, 'x-mse-consumer': 'welcome' })).toEqual(exactly(OURS));
  });

  test('a body passes four plugins that do not want it', async () => {
    const body = 'x'.repeat(100_000);
    const headers = { 'x-user': 'writer', 'x-their-key': 'writer', 'content-type': 'text/plain' };
    expect((await client.send({ path: PATH, method: 'POST', headers, body })).status).toBe(OK);
    const [request] = (await scene.origin.seen()).slice(-1);
    expect(request?.body).toBe(body);
  });

  test('many requests of both at once get the right answers', async () => {
    const both = Array.from({ length: 60 }, (_, index) =>
      send(index % 2 === 0 ? { 'x-user': 'crowd' } : { 'x-their-key': 'crowd' }),
    );
    const passed = (await Promise.all(both)).map(({ status }) => status === OK);
    expect(passed.filter((isOk, index) => isOk && index % 2 === 0)).toHaveLength(OURS);
    expect(passed.filter((isOk, index) => isOk && index % 2 === 1)).toHaveLength(THEIRS);
  });

  test('ours being configured anew does not disturb theirs', async () => {
    expect(await statuses(1, { 'x-their-key': 'patient' })).toEqual([OK]);
    await gateway.apply(ours(OURS + 1));
    expect(await statuses(THEIRS, { 'x-their-key': 'patient' })).toEqual(exactly(THEIRS - 1));
    expect(await statuses(OURS + 2, { 'x-user': 'renewed' })).toEqual(exactly(OURS + 1));
  });
}
