import { afterAll, beforeAll, expect, test } from 'vitest';
import { ingress } from '../resources/ingress.ts';
import { mcpBridge, staticService } from '../resources/mcp-bridge.ts';
import { wasmPlugin } from '../resources/wasm-plugin.ts';
import type { Client } from '../scenes/client.ts';
import { readCounters } from '../scenes/counters.ts';
import { exactly } from '../scenes/expectations.ts';
import { ORIGIN_SERVICE, PLUGIN_URL, REDIS_SERVICE, Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import { canMakeCertificates } from '../servers/certificate.ts';
import type { TlsTerminator } from '../servers/tls-terminator.ts';

const LIMIT = 3;
const PASSWORD = 'behind TLS';
const SERVER_NAME = 'redis.test';

if (!canMakeCertificates) console.log('Redis behind TLS is not tested: no openssl on PATH');

suite('a Redis behind TLS', () => {
  let scene: Scene;
  let client: Client;
  let redis: TlsTerminator;

  beforeAll(async () => {
    if (!canMakeCertificates) return;
    scene = await Scene.start({ password: PASSWORD });
    redis = await scene.redisBehindTls();
    const secured = {
      ...staticService('redis', redis.address),
      protocol: 'HTTPS',
      sni: SERVER_NAME,
    } as const;
    const item = { limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: LIMIT }] };
    const limiter = wasmPlugin('limiter', {
      url: PLUGIN_URL,
      defaultConfig: {
        rule_name: 'secured',
        rule_items: [item],
        redis: { service_name: REDIS_SERVICE, password: PASSWORD },
      },
    });
    const services = mcpBridge(secured, staticService('origin', scene.origin.address));
    const app = ingress('app', { destination: ORIGIN_SERVICE });
    ({ client } = await scene.gateway({ resources: [services, app, limiter] }));
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene?.gateways ?? []);

  test.skipIf(!canMakeCertificates)(
    'limits count over HTTPS as the protocol of its registry, whatever its certificate',
    async () => {
      expect(await client.statuses(LIMIT + 1, { headers: { 'x-user': 'alice' } })).toEqual(exactly(LIMIT));
      expect(await readCounters(await scene.redis.client(), 'secured')).toMatchObject([
        { value: String(LIMIT + 1) },
      ]);
      expect(new Set(redis.serverNames)).toEqual(new Set([SERVER_NAME]));
    },
  );
});
