import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { StartedGateway } from '../gateways/gateway.ts';
import { ingress } from '../resources/ingress.ts';
import type { Resource } from '../resources/resource.ts';
import { secret } from '../resources/secret.ts';
import { wasmPlugin } from '../resources/wasm-plugin.ts';
import type { Client } from '../scenes/client.ts';
import { exactly, OK } from '../scenes/expectations.ts';
import { NOT_ASKED, RedisWitness } from '../scenes/redis-witness.ts';
import { ORIGIN_SERVICE, PLUGIN_URL, REDIS_SERVICE, Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import type { RedisClient } from '../servers/redis-server.ts';

const LIMIT = 2;
const PASSWORD = 'first secret';

suite('a Redis that wants a password', () => {
  let scene: Scene;
  let redis: RedisClient;
  let gateway: StartedGateway;
  let client: Client;
  let users = 0;

  const limiter = (credentials: object): Resource => {
    const item = { limit_by_per_header: 'x-user', limit_keys: [{ key: '*', query_per_hour: LIMIT }] };
    const redisSection = { service_name: REDIS_SERVICE, ...credentials };
    const defaultConfig = { rule_name: 'credentials', rule_items: [item], redis: redisSection };
    return wasmPlugin('limiter', { url: PLUGIN_URL, defaultConfig });
  };
  const send = (count: number) => client.statuses(count, { headers: { 'x-user': `user-${++users}` } });
  const limitingIsExact = async () => expect(await send(LIMIT + 1)).toEqual(exactly(LIMIT));
  const everythingPasses = async () => expect(await send(LIMIT + 3)).toEqual(Array(LIMIT + 3).fill(OK));

  beforeAll(async () => {
    scene = await Scene.start({ password: PASSWORD });
    redis = await scene.redis.client();
    const resources = [scene.services(), ingress('app', { destination: ORIGIN_SERVICE })];
    ({ gateway, client } = await scene.gateway({
      resources: [...resources, limiter({ password: PASSWORD })],
    }));
  });
  afterAll(() => scene?.stop());
  showLogsOnFailure(() => scene.gateways);

  test('the right one: limits count', limitingIsExact);

  test('a wrong one: requests pass without delay, the log says what to check, and the right one heals', async () => {
    const witness = new RedisWitness(gateway);
    await gateway.apply(limiter({ password: 'wrong' }));
    const startedAt = performance.now();
    await everythingPasses();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await witness.heard(/^authentication failed, check redis.username and redis.password: /, NOT_ASKED);
    await everythingPasses();
    await witness.heardNothing();
    await gateway.apply(limiter({ password: PASSWORD }));
    await limitingIsExact();
  });

  test('none: as a wrong one', async () => {
    const witness = new RedisWitness(gateway);
    await gateway.apply(limiter({}));
    await everythingPasses();
    await witness.heard(/^authentication failed/, NOT_ASKED);
    await gateway.apply(limiter({ password: PASSWORD }));
    await limitingIsExact();
  });

  test('an ACL user with its own password', async () => {
    await redis.sendCommand(['ACL', 'SETUSER', 'gateway', 'on', '>its own', '~higress-*', '+@all']);
    await gateway.apply(limiter({ username: 'gateway', password: 'its own' }));
    await limitingIsExact();
    const clients = await redis.sendCommand(['CLIENT', 'LIST']);
    expect(String(clients)).toContain('user=gateway');
  });

  test('an ACL user that may not run scripts: requests pass, and the log says so', async () => {
    const witness = new RedisWitness(gateway);
    await redis.sendCommand(['ACL', 'SETUSER', 'meek', 'on', '>pw', '~*', '+get']);
    await gateway.apply(limiter({ username: 'meek', password: 'pw' }));
    await everythingPasses();
    await witness.heard(/^the user may not run the command, check its ACL: /);
  });

  test('changed at run time: requests pass until the gateway knows it, here by its Secret', async () => {
    const password = '${secret.redis-auth.password}';
    await gateway.apply(secret('redis-auth', { password: PASSWORD }), limiter({ password }));
    await limitingIsExact();

    const witness = new RedisWitness(gateway);
    onTestFinished(async () => void (await redis.configSet('requirepass', PASSWORD)));
    await redis.configSet('requirepass', 'second secret');
    await limitingIsExact();
    await redis.sendCommand(['CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes']);
    await everythingPasses();
    await witness.heard(/^authentication failed/, NOT_ASKED);

    await gateway.apply(secret('redis-auth', { password: 'second secret' }));
    await limitingIsExact();
  });

  test('a database other than 0 holds the counters when the configuration names it', async () => {
    await gateway.apply(limiter({ password: PASSWORD, database: 5 }));
    await limitingIsExact();
    const keyspace = await redis.info('keyspace');
    expect(keyspace).toContain('db5:keys=1');
  });
});
