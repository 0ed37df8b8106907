import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileExample } from '../../scripts/compile-example.ts';
import type { StartedGateway } from '../gateways/gateway.ts';
import { chosenKind } from '../kinds/chosen.ts';
import { ingress } from '../resources/ingress.ts';
import { wasmPlugin } from '../resources/wasm-plugin.ts';
import type { Client } from '../scenes/client.ts';
import { OK } from '../scenes/expectations.ts';
import { RedisWitness } from '../scenes/redis-witness.ts';
import { ORIGIN_SERVICE, REDIS_SERVICE, Scene } from '../scenes/scene.ts';
import { showLogsOnFailure, suite } from '../scenes/suite.ts';
import { until, waitFor } from '../control/wait.ts';

const START_TIMEOUT_MS = 300_000;
const KEEP_SECONDS = 3600;
const redis = { service_name: REDIS_SERVICE, timeout: 300 };
const sdk = process.env['HIGRESS_AS_SDK'];

/** An example of `examples/`, and what keeps it from being run. */
type Example = { name: string; packages: Record<string, string>; config: object; absence?: string };

const thin: Example = { name: 'visit-counter', packages: {}, config: { redis, keep_seconds: KEEP_SECONDS } };
const onSdk: Example = {
  name: 'sdk-visit-counter',
  packages: { '@higress/proxy-wasm-assemblyscript-sdk': sdk ?? '' },
  config: { redis },
  ...(sdk === undefined ? { absence: 'HIGRESS_AS_SDK names no checkout of the AssemblyScript SDK' } : {}),
};

for (const { name, packages, config, absence } of [thin, onSdk]) {
  if (absence !== undefined) {
    test.skip(`${name} (${absence})`, () => undefined);
    continue;
  }
  suite(`the example ${name}`, () => {
    let scene: Scene;
    let gateway: StartedGateway;
    let client: Client;

    beforeAll(async () => {
      scene = await Scene.start();
      const url = chosenKind.moduleUrl(await compileExample(name, packages));
      const app = ingress('app', { destination: ORIGIN_SERVICE });
      const resources = [scene.services(), app, wasmPlugin(name, { url, defaultConfig: config })];
      ({ gateway, client } = await scene.gateway({ resources }));
    }, START_TIMEOUT_MS);
    afterAll(() => scene?.stop());
    showLogsOnFailure(() => scene.gateways);

    /** What the response to one request says; every request passes. */
    async function visit(path: string): Promise<string | string[] | undefined> {
      const { status, headers } = await client.send({ path });
      expect(status).toBe(OK);
      return headers['x-visits'];
    }

    test('counts the visits of each path', async () => {
      const shown = [await visit('/one'), await visit('/one'), await visit('/other'), await visit('/one')];
      expect(shown).toEqual(['1', '2', '1', '3']);
      const store = await scene.redis.client();
      expect(await store.get('visits:/one')).toBe('3');
      const isKept = name !== thin.name;
      expect(await store.ttl('visits:/one')).toSatisfy((left: number) =>
        isKept ? left === -1 : left > KEEP_SECONDS - 60 && left <= KEEP_SECONDS,
      );
    });

    test('misses no visit of many at once', async () => {
      const many = Array.from({ length: 200 }, () => visit('/many'));
      const shown = (await Promise.all(many)).map(Number).sort((a, b) => a - b);
      expect(shown).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
    });

    test('says that it does not know while Redis is away, and counts again afterwards', async () => {
      const witness = new RedisWitness(gateway);
      await scene.redis.kill();
      const shown = [];
      for (let i = 0; i < 10; i++) shown.push(await visit('/away'));
      expect(shown).toEqual(Array(10).fill('unknown'));
      await scene.redis.restart();
      const isBack = async () => (await visit('/back')) !== 'unknown';
      await until(waitFor('the count to be back', isBack));
      await until(waitFor('the line about it', () => witness.lines.includes('answers again')));
      expect(witness.lines).toEqual([
        // Which it is depends on whether somebody still answers at the address.
        expect.stringMatching(
          /^(connection lost, or no reply within 300 ms|no reply within redis.deadline, 450 ms)$/,
        ),
        'is not asked any more until it answers a PING',
        'answers again',
      ]);
    });
  });
}
