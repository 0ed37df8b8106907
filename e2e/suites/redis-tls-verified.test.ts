import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { provideTlsRedis } from '../../scripts/provision/redis-servers.ts';
import type { StartedGateway } from '../gateways/gateway.ts';
import type { Client } from '../scenes/client.ts';
import { exactly, OK } from '../scenes/expectations.ts';
import { LimitedRoutes } from '../scenes/limited-routes.ts';
import { needing } from '../control/needing.ts';
import { RedisWitness, UP_AGAIN } from '../scenes/redis-witness.ts';
import { Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import { type HopRecipe, hopOfPage, hopWithSocketOfFilter, REDIS_HOST_NAME } from '../scenes/tls-recipes.ts';
import { canMakeCertificates } from '../servers/certificate.ts';
import { CertificateAuthority, type IssuedCertificate } from '../servers/certificate-authority.ts';
import { TlsRedis } from '../servers/tls-redis.ts';
import { type HopConfiguration, VerifyingHop } from '../servers/verifying-hop.ts';
import { until, waitFor } from '../control/wait.ts';

const LIMIT = 3;
const NO_REPLY = /^connection lost, or no reply within 1000 ms$/;

const program = await provideTlsRedis((line) => console.error(line));
const noServer = 'reason' in program ? program.reason : undefined;
const absence = canMakeCertificates ? noServer : 'no openssl on PATH';

suite('a Redis that speaks TLS, by a hop that verifies it', () => {
  needing(absence, 'as docs/redis-tls.md has it', () => {
    // Every request asks, so that none has to wait for the breaker to learn that the certificate is mended.
    const routes = new LimitedRoutes({ timeout: 1_000, breaker: { failures: 0 } });
    const limited = routes.add({
      rule_items: [{ limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: LIMIT }] }],
    });
    let scene: Scene;
    let authority: CertificateAuthority;
    let stranger: CertificateAuthority;
    let certificate: IssuedCertificate;
    let redis: TlsRedis;
    let gateway: StartedGateway;
    let client: Client;
    let witness: RedisWitness;
    let hop: VerifyingHop;
    let users = 0;

    const send = (count: number) =>
      client.statuses(count, { path: limited.path, headers: { 'x-user': `user-${++users}` } });
    const limitingIsExact = async () => expect(await send(LIMIT + 1)).toEqual(exactly(LIMIT));
    const everythingPasses = async () => expect(await send(LIMIT + 2)).toEqual(Array(LIMIT + 2).fill(OK));
    const theHopSays = (expected: RegExp) =>
      until(waitFor(`the hop to say ${expected}`, () => hop.logs().some((line) => expected.test(line))));

    /** Sends the gateway to a hop of its own. */
    async function goBy(
      recipe: (values: HopRecipe) => HopConfiguration,
      values: Partial<HopRecipe> = {},
    ): Promise<void> {
      const all = { host: scene.host, port: redis.tlsPort, trusts: authority, ...values };
      hop = await scene.own(VerifyingHop.start(recipe(all), scene.host));
      await gateway.apply(scene.services(hop));
    }

    beforeAll(async () => {
      if ('reason' in program) return;
      scene = await Scene.start();
      authority = await scene.own(CertificateAuthority.create());
      stranger = await scene.own(CertificateAuthority.create());
      certificate = await authority.issue(REDIS_HOST_NAME);
      redis = await scene.own(TlsRedis.start({ program, authority, certificate }));
      ({ gateway, client } = await scene.gateway({ resources: [scene.services(), ...routes.resources] }));
      await goBy(hopOfPage);
    });
    afterAll(() => scene?.stop());
    showLogsOnFailure(() => [...(scene?.gateways ?? []), ...(hop === undefined ? [] : [hop])]);
    beforeEach(async () => {
      await limitingIsExact();
      witness = new RedisWitness(gateway);
    });

    test('the certificate it trusts: limits count, in the Redis behind it', async () => {
      await limitingIsExact();
      expect(await redis.client.dbSize()).toBeGreaterThan(0);
      expect(await hop.counter('ssl.handshake')).toBeGreaterThan(0);
    });

    test.each([
      {
        fault: 'of an authority nobody knows',
        issue: () => stranger.issue(REDIS_HOST_NAME),
        counter: 'ssl.fail_verify_error',
        reason: /unable_to_get_local_issuer_certificate/,
      },
      {
        fault: 'that has expired',
        issue: () => authority.issue(REDIS_HOST_NAME, -1),
        counter: 'ssl.fail_verify_error',
        reason: /certificate_has_expired/,
      },
      {
        fault: 'of another name',
        issue: () => authority.issue('www.example.com'),
        counter: 'ssl.fail_verify_san',
        reason: /SAN_matcher/,
      },
    ])(
      'a certificate $fault: requests pass, the hop says why, and limits count once it is mended',
      async ({ issue, counter, reason }) => {
        const before = await hop.counter(counter);
        await redis.present(await issue());
        await everythingPasses();
        await witness.heard(NO_REPLY);
        expect(await hop.counter(counter)).toBeGreaterThan(before);
        await theHopSays(reason);

        await redis.present(certificate);
        await limitingIsExact();
        await witness.heard(UP_AGAIN);
      },
    );

    test('a Redis that asks for a client certificate: limits count with the right one only', async () => {
      if ('reason' in program) return;
      const options = { program, authority, certificate, mustClientsAuthenticate: true };
      const { tlsPort: port } = await scene.own(TlsRedis.start(options));
      await goBy(hopOfPage, { port });
      await everythingPasses();
      await witness.heard(NO_REPLY);
      // With TLS 1.3 Redis refuses after the handshake.
      expect(await hop.counter('ssl.handshake')).toBeGreaterThan(0);
      expect(await hop.counter('ssl.connection_error')).toBeGreaterThan(0);
      await goBy(hopOfPage, { port, shows: await stranger.issue('gateway') });
      await everythingPasses();
      await witness.heardNothing();
      await goBy(hopOfPage, { port, shows: await authority.issue('gateway') });
      await limitingIsExact();
      await witness.heard(UP_AGAIN);
    });

    test('a Redis that speaks plain text: requests pass, and none is counted there', async () => {
      const counters = await redis.client.dbSize();
      await goBy(hopOfPage, { port: redis.plainPort });
      await everythingPasses();
      await witness.heard(NO_REPLY);
      expect(await redis.client.dbSize()).toBe(counters);
      expect(await hop.counter('upstream_cx_connect_fail')).toBeGreaterThan(0);
      await goBy(hopOfPage);
      await limitingIsExact();
      await witness.heard(UP_AGAIN);
    });

    test('the transport socket of the EnvoyFilter verifies as well', async () => {
      await goBy(hopWithSocketOfFilter);
      await limitingIsExact();
      await redis.present(await stranger.issue(REDIS_HOST_NAME));
      await everythingPasses();
      await witness.heard(NO_REPLY);
      expect(await hop.counter('ssl.fail_verify_error')).toBeGreaterThan(0);
      await redis.present(certificate);
      await limitingIsExact();
      await witness.heard(UP_AGAIN);
    });
  });
});
