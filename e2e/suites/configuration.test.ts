import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { StartedGateway } from '../gateways/gateway.ts';
import { chosenKind } from '../kinds/chosen.ts';
import { configMap } from '../resources/config-map.ts';
import { ingress } from '../resources/ingress.ts';
import { mcpBridge, staticService } from '../resources/mcp-bridge.ts';
import type { Resource } from '../resources/resource.ts';
import { wasmPlugin } from '../resources/wasm-plugin.ts';
import type { Client } from '../scenes/client.ts';
import { exactly, OK } from '../scenes/expectations.ts';
import { needing } from '../control/needing.ts';
import { ORIGIN_SERVICE, PLUGIN_URL, REDIS_SERVICE, Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import { until, waitFor } from '../control/wait.ts';

const redis = { service_name: REDIS_SERVICE };
const limitOf = (requests: number, more: object = {}) => {
  const item = { limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: requests }] };
  return { rule_name: 'configured', rule_items: [item], redis, ...more };
};
const limiter = (defaultConfig: object): Resource =>
  wasmPlugin('limiter', { url: PLUGIN_URL, defaultConfig });

suite('configuration at run time', () => {
  let scene: Scene;
  let gateway: StartedGateway;
  let client: Client;
  let users = 0;
  let logged = 0;

  beforeAll(async () => {
    scene = await Scene.start();
    const app = ingress('app', { destination: ORIGIN_SERVICE });
    ({ gateway, client } = await scene.gateway({ resources: [scene.services(), app, limiter(limitOf(2))] }));
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);
  beforeEach(() => {
    logged = gateway.logs().length;
  });

  const nextUser = () => `user-${++users}`;
  const send = (count: number, user = nextUser(), path = '/') =>
    client.statuses(count, { path, headers: { 'x-user': user } });
  const limitIs = async (limit: number) => expect(await send(limit + 1)).toEqual(exactly(limit));
  /** What the gateway said since the test began. */
  const said = () => gateway.logs().slice(logged).join('\n');

  test('an edited limit is in force at once, and requests counted before still count', async () => {
    const user = nextUser();
    expect(await send(3, user)).toEqual(exactly(2));
    await gateway.apply(limiter(limitOf(4)));
    expect(await send(2, user)).toEqual(exactly(1));
    await limitIs(4);
  });

  test('a plugin that is removed limits nothing, and does again when it is back', async () => {
    await gateway.remove(limiter({}));
    expect(await send(10)).toEqual(Array(10).fill(OK));
    await gateway.apply(limiter(limitOf(2)));
    await limitIs(2);
  });

  test('a route appears, moves and goes', async () => {
    const extra = (path: string) =>
      ingress('extra', { host: 'extra.test', path, destination: ORIGIN_SERVICE });
    const status = async (path: string) =>
      (await client.send({ path, headers: { host: 'extra.test' } })).status;
    await gateway.apply(extra('/one'));
    expect([await status('/one'), await status('/two')]).toEqual([OK, 404]);
    await gateway.apply(extra('/two'));
    expect([await status('/one'), await status('/two')]).toEqual([404, OK]);
    await gateway.remove(extra('/two'));
    // The host is nobody's own again, so the route for any host takes it.
    expect(await status('/one')).toBe(OK);
  });

  test('a Redis that moves is followed', async () => {
    const other = await scene.anotherRedis();
    await gateway.apply(scene.services(other));
    await limitIs(2);
    expect(await (await other.client()).dbSize()).toBe(1);
    await gateway.apply(scene.services());
    await limitIs(2);
  });

  test('a service that is gone is missed by name, while the rest serves', async () => {
    const origin = staticService('origin', scene.origin.address);
    await gateway.apply(mcpBridge(origin));
    expect(await send(4)).toEqual([OK, OK, OK, OK]);
    await expect.poll(said).toMatch(/redis outbound\|80\|\|redis\.static: the gateway has no such service/);
    await gateway.apply(scene.services());
    await limitIs(2);
  });

  test('a setting of the gateway is taken from its ConfigMap', async () => {
    const higress = 'downstream:\n  connectionBufferLimits: 65536\n';
    await gateway.apply(configMap('higress-config', { higress }));
    const dump = await gateway.configDump();
    expect(dump.replaceAll(' ', '')).toContain('"per_connection_buffer_limit_bytes":65536');
    await limitIs(2);
  });

  test('requests under way meet every change unharmed', async () => {
    const limits = [1_000_001, 1_000_002, 1_000_003, 1_000_004];
    await gateway.apply(limiter(limitOf(1_000_000)));
    let isChanging = true;
    const statuses: number[] = [];
    const sendOn = async () => {
      while (isChanging) statuses.push(...(await send(1, 'traffic')));
    };
    const traffic = Promise.all([sendOn(), sendOn()]);
    try {
      for (const limit of limits) {
        const answered = statuses.length;
        await gateway.apply(limiter(limitOf(limit)));
        // Two of them may have been under way when the change began: with a third, one was sent during it or after.
        await until(waitFor('requests on both sides of the change', () => statuses.length > answered + 2));
      }
    } finally {
      isChanging = false;
      await traffic;
    }
    expect(new Set(statuses)).toEqual(new Set([OK]));
    await gateway.apply(limiter(limitOf(2)));
  });

  test('an unknown field is a warning that names the nearest known one', async () => {
    await gateway.apply(limiter(limitOf(2, { rejected_mesage: 'no', fail_open: true })));
    expect(await gateway.readiness()).toEqual({ isReady: true, reasons: [] });
    await limitIs(2);
    await expect
      .poll(said)
      .toMatch(/warn\w*: rejected_mesage: unknown field, ignored; did you mean rejected_msg\?/);
    await expect.poll(said).toMatch(/warn\w*: fail_open: unknown field, ignored/);
  });

  needing(chosenKind.lacks.reasons, 'what is refused', () => {
    test.each<[string, object, RegExp]>([
      [
        'several windows in one entry',
        {
          rule_items: [
            {
              limit_by_header: 'x-user',
              limit_keys: [{ key: 'a', query_per_second: 1, query_per_minute: 10 }],
            },
          ],
        },
        /rule_items\[0\]\.limit_keys\[0\]: has both query_per_second and query_per_minute; keep one/,
      ],
      [
        'a negative quota',
        { global_threshold: { query_per_minute: -1 } },
        /global_threshold\.query_per_minute: -1 is not .*; write how many requests may pass/,
      ],
      [
        'a pattern that is none',
        { rule_items: [{ limit_by_per_header: 'x', limit_keys: [{ key: 'regexp:(', query_per_day: 1 }] }] },
        /rule_items\[0\]\.limit_keys\[0\]\.key: "\(" at character 1: /,
      ],
      [
        'a range that is none',
        {
          rule_items: [
            { limit_by_per_ip: 'from-remote-addr', limit_keys: [{ key: '10.0.0.0/33', query_per_day: 1 }] },
          ],
        },
        /rule_items\[0\]\.limit_keys\[0\]\.key: "10\.0\.0\.0\/33": the prefix length must be/,
      ],
      [
        'an exact value where a pattern belongs',
        { rule_items: [{ limit_by_per_header: 'x', limit_keys: [{ key: 'alice', query_per_day: 1 }] }] },
        /"alice" is no pattern; write \*, regexp:… or use limit_by_header/,
      ],
      ['nothing to limit', {}, /limits nothing; add global_threshold or rule_items/],
      ['no Redis', { global_threshold: { query_per_day: 1 }, redis: undefined }, /redis: is missing/],
      [
        'no name',
        { global_threshold: { query_per_day: 1 }, rule_name: undefined },
        /rule_name: is missing or empty/,
      ],
    ])('leaves the old configuration serving: %s', async (_, configuration, message) => {
      await gateway.apply(limiter({ rule_name: 'refused', redis, ...configuration }));
      const { isReady, reasons } = await gateway.readiness();
      expect(isReady).toBe(false);
      expect(reasons).toEqual([
        { kind: 'WasmPlugin', name: 'limiter', message: expect.stringMatching(message) as string },
      ]);
      await expect.poll(said).toMatch(message);
      await limitIs(2);

      await gateway.apply(limiter(limitOf(2)));
      expect(await gateway.readiness()).toEqual({ isReady: true, reasons: [] });
      await limitIs(2);
    });

    test('the old configuration keeps its Redis, also where nothing but it tells that the service is one', async () => {
      const route = ingress('to-redis', { path: '/to-redis', destination: `${REDIS_SERVICE}:80` });
      await gateway.apply(route);
      await gateway.apply(limiter({ rule_name: 'refused', global_threshold: { query_per_day: 1 } }));
      expect((await gateway.readiness()).isReady).toBe(false);
      await limitIs(2);
      await gateway.remove(route);
      await gateway.apply(limiter(limitOf(2)));
      await limitIs(2);
    });

    test('a file that is no YAML is named with its line, and its last good version keeps serving', async () => {
      const text = 'spec:\n  defaultConfig:\n    rule_name: "open\n';
      await gateway.apply({ kind: 'WasmPlugin', name: 'limiter', text });
      const { reasons } = await gateway.readiness();
      expect(reasons).toEqual([
        {
          kind: 'WasmPlugin',
          name: 'limiter',
          message: expect.stringMatching(/^wasmplugins\/limiter\.yaml:\d: /) as string,
        },
      ]);
      await limitIs(2);
      await gateway.apply(limiter(limitOf(3)));
      await limitIs(3);
      await gateway.apply(limiter(limitOf(2)));
    });

    test('a field of the wrong type is named with file, line and path, and other files keep working', async () => {
      const broken = {
        kind: 'WasmPlugin',
        name: 'broken',
        text: 'spec:\n  url: file:///x\n  phase: authn\n',
      } as const;
      await gateway.apply(broken, ingress('beside', { path: '/beside', destination: ORIGIN_SERVICE }));
      const { reasons } = await gateway.readiness();
      expect(reasons).toEqual([
        {
          kind: 'WasmPlugin',
          name: 'broken',
          message: expect.stringMatching(/^wasmplugins\/broken\.yaml:3: spec\.phase: /) as string,
        },
      ]);
      expect((await client.send({ path: '/beside' })).status).toBe(OK);
      await limitIs(2);
      await gateway.remove(broken);
      await gateway.waitReady();
    });

    test('a secret that is not there is a reason not to be ready', async () => {
      await gateway.apply(limiter(limitOf(2, { redis: { ...redis, password: '${secret.absent.key}' } })));
      const { reasons } = await gateway.readiness();
      expect(JSON.stringify(reasons)).toMatch(/secret\.absent\.key/);
      await gateway.apply(limiter(limitOf(2)));
      await gateway.waitReady();
    });

    test('refused from the start: requests pass, and the reason is there until it is repaired', async () => {
      const app = ingress('app', { destination: ORIGIN_SERVICE });
      const resources = [scene.services(), app, limiter({ rule_name: 'x', redis })];
      const { gateway: young, client: visitor } = await scene.gateway({ resources, mustBeReady: false });
      await expect
        .poll(async () => (await young.readiness()).reasons)
        .toMatchObject([
          { kind: 'WasmPlugin', name: 'limiter', message: expect.stringMatching(/limits nothing/) as string },
        ]);
      expect(await visitor.statuses(3)).toEqual([OK, OK, OK]);
      await young.apply(limiter(limitOf(1)));
      await young.waitReady();
      expect(await visitor.statuses(2, { headers: { 'x-user': nextUser() } })).toEqual(exactly(1));
    });
  });
});
