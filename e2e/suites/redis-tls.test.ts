import { afterAll, beforeAll, expect, test } from 'vitest';
import { provideTlsRedis } from '../../scripts/provision/redis-servers.ts';
import { ingress } from '../resources/ingress.ts';
import { mcpBridge, type Registry, staticService } from '../resources/mcp-bridge.ts';
import type { Resource } from '../resources/resource.ts';
import { wasmPlugin } from '../resources/wasm-plugin.ts';
import type { StartedGateway } from '../gateways/gateway.ts';
import type { Client } from '../scenes/client.ts';
import { readCounters } from '../scenes/counters.ts';
import { exactly, OK } from '../scenes/expectations.ts';
import { needing } from '../control/needing.ts';
import { RedisWitness, UP_AGAIN } from '../scenes/redis-witness.ts';
import { ORIGIN_SERVICE, PLUGIN_URL, REDIS_SERVICE, Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import { canMakeCertificates } from '../servers/certificate.ts';
import { CertificateAuthority } from '../servers/certificate-authority.ts';
import type { TlsTerminator } from '../servers/tls-terminator.ts';
import { TlsRedis } from '../servers/tls-redis.ts';

const LIMIT = 3;
const PASSWORD = 'behind TLS';
const SERVER_NAME = 'redis.test';
const NO_REPLY = /^connection lost, or no reply within 1000 ms$/;

const program = await provideTlsRedis((line) => console.error(line));
const noCertificates = canMakeCertificates ? undefined : 'no openssl on PATH';
const noServer = noCertificates ?? ('reason' in program ? program.reason : undefined);

suite('a Redis behind TLS, by the protocol of its registry', () => {
  needing(noCertificates, 'with HTTPS', () => {
    let scene: Scene;
    let gateway: StartedGateway;
    let client: Client;
    let terminator: TlsTerminator;
    let authority: CertificateAuthority;
    let users = 0;

    const redisAt = (address: string, protocol: Registry['protocol'] = 'HTTPS'): Resource => {
      const redis = { ...staticService('redis', address), protocol, sni: SERVER_NAME } as const;
      return mcpBridge(redis, staticService('origin', scene.origin.address));
    };
    const send = (count: number) => client.statuses(count, { headers: { 'x-user': `user-${++users}` } });
    const limitingIsExact = async () => expect(await send(LIMIT + 1)).toEqual(exactly(LIMIT));
    const everythingPasses = async () => expect(await send(LIMIT + 2)).toEqual(Array(LIMIT + 2).fill(OK));

    beforeAll(async () => {
      scene = await Scene.start({ password: PASSWORD });
      authority = await scene.own(CertificateAuthority.create());
      terminator = await scene.redisBehindTls();
      const item = { limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: LIMIT }] };
      const limiter = wasmPlugin('limiter', {
        url: PLUGIN_URL,
        defaultConfig: {
          rule_name: 'secured',
          rule_items: [item],
          // Every request asks, so that none has to wait for the breaker to learn that all is well.
          redis: { service_name: REDIS_SERVICE, password: PASSWORD, breaker: { failures: 0 } },
        },
      });
      const app = ingress('app', { destination: ORIGIN_SERVICE });
      const resources = [redisAt(terminator.address), app, limiter];
      ({ gateway, client } = await scene.gateway({ resources }));
    });
    afterAll(() => scene?.stop());
    showLogsOnFailure(() => scene?.gateways ?? []);

    test('limits count whoever signed the certificate, and the name is asked for', async () => {
      await limitingIsExact();
      expect(await readCounters(await scene.redis.client(), 'secured')).toMatchObject([
        { value: String(LIMIT + 1) },
      ]);
      expect(new Set(terminator.serverNames)).toEqual(new Set([SERVER_NAME]));
    });

    test('limits count though the certificate has expired and is for another name', async () => {
      const expired = await scene.redisBehindTls(await authority.issue('www.example.com', -1));
      await gateway.apply(redisAt(expired.address));
      await limitingIsExact();
      expect(expired.serverNames).toHaveLength(1);
    });

    test('plain text to a port that speaks TLS: requests pass until the protocol is right', async () => {
      const witness = new RedisWitness(gateway);
      await gateway.apply(redisAt(terminator.address, 'TCP'));
      await everythingPasses();
      await witness.heard(NO_REPLY);
      await gateway.apply(redisAt(terminator.address));
      await limitingIsExact();
      await witness.heard(UP_AGAIN);
    });

    needing(noServer, 'a Redis that speaks TLS itself', () => {
      const start = async (mustClientsAuthenticate: boolean): Promise<TlsRedis> => {
        if ('reason' in program) throw new Error(program.reason);
        const certificate = await authority.issue(SERVER_NAME);
        const server = { program, authority, certificate, host: scene.host, password: PASSWORD };
        return scene.own(TlsRedis.start({ ...server, mustClientsAuthenticate }));
      };

      test('limits count', async () => {
        const redis = await start(false);
        await gateway.apply(redisAt(redis.tlsAddress));
        await limitingIsExact();
        expect(await readCounters(redis.client, 'secured')).toMatchObject([{ value: String(LIMIT + 1) }]);
      });

      test('one that asks for a client certificate: requests pass, since the gateway has none', async () => {
        const witness = new RedisWitness(gateway);
        await gateway.apply(redisAt((await start(true)).tlsAddress));
        await everythingPasses();
        await witness.heard(NO_REPLY);
        await gateway.apply(redisAt(terminator.address));
        await limitingIsExact();
        await witness.heard(UP_AGAIN);
      });
    });
  });
});
