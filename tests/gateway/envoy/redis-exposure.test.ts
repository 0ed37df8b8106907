import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { Supervisor } from '../../../gateway/envoy/supervisor.ts';
import { XdsDirectory } from '../../../gateway/envoy/xds-directory.ts';
import { RedisBridge } from '../../../gateway/redis/bridge.ts';
import { CALL_PATH, CLUSTER_HEADER } from '../../../gateway/redis/protocol.ts';
import { provideEnvoy } from '../../../scripts/provision/envoy.ts';
import { bridgeCluster } from '../../../gateway/translate/cluster.ts';
import { routeConfiguration } from '../../../gateway/translate/route-configuration.ts';
import { readSettings } from '../../../gateway/translate/settings.ts';
import { ScriptedRedis } from '../redis/scripted-redis.ts';
import { DataFolder, RunningGateway } from './running-gateway.ts';
import { whole } from './whole.ts';

const COMMAND = '*1\r\n$8\r\nFLUSHALL\r\n';
const CLUSTER = 'outbound|80||redis.static';
let redis: ScriptedRedis;
beforeAll(async () => {
  redis = await ScriptedRedis.start((connection) => connection.answer(() => '+OK\r\n'));
});
afterAll(() => redis.close());

/** What the shim beside a plugin would say, from a client. */
const command = (url: string) =>
  fetch(url + CALL_PATH, { method: 'POST', headers: { [CLUSTER_HEADER]: CLUSTER }, body: COMMAND });

describe('an Ingress that leads to a Redis', () => {
  let data: DataFolder | undefined;
  let gateway: RunningGateway | undefined;
  afterEach(async () => {
    await gateway?.stop();
    await data?.remove();
  });

  whole('gives no client a way to it: requests get 503', async () => {
    data = await DataFolder.create();
    const domain = `127.0.0.1:${redis.endpoint.port}`;
    const registries = [{ name: 'redis', type: 'static', domain, port: 80, protocol: 'TCP' }];
    await data.write('mcpbridges/default.yaml', JSON.stringify({ spec: { registries } }));
    const spec = { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix' }] } }] };
    const annotations = { 'higress.io/destination': 'redis.static:80' };
    await data.write('ingresses/app.yaml', JSON.stringify({ metadata: { annotations }, spec }));
    gateway = await RunningGateway.serving(data);
    await gateway.untilReady();
    expect((await command(gateway.httpUrl)).status).toBe(503);
    expect(redis.connections).toHaveLength(0);
  });
});

describe('a route that led to a cluster before it became Redis', () => {
  let supervisor: Supervisor | undefined;
  let bridge: RedisBridge | undefined;
  afterEach(async () => {
    await supervisor?.stop();
    await bridge?.close();
  });

  whole('reaches no Redis either, while Envoy has not taken the new routes', async () => {
    const folder = await XdsDirectory.create();
    bridge = await RedisBridge.start(folder.redisSocket);
    bridge.setClusters(new Map([[CLUSTER, [redis.endpoint]]]));
    supervisor = new Supervisor(folder, {
      binary: await provideEnvoy(() => undefined),
      address: { host: '127.0.0.1', port: 0 },
      workers: 1,
      logLevel: 'info',
      log: () => undefined,
      intercept: () => false,
      report: () => undefined,
    });
    const { settings } = readSettings([]);
    const upstream = { host: 'redis.static', port: 80, discovery: 'static', protocol: '' } as const;
    const route = {
      ...({ name: 'app', host: '*', path: '/', type: 'prefix', isCaseSensitive: true } as const),
      ...{ destinations: [{ cluster: CLUSTER, weight: 100 }], actionFields: {}, routeFields: {} },
    };
    const served = { ...upstream, cluster: CLUSTER, addresses: [redis.endpoint] };
    await supervisor.start({
      settings,
      clusters: [bridgeCluster(served, { path: folder.redisSocket })],
      routes: routeConfiguration([route], settings),
      plugins: [],
      lastFilters: [],
    });
    const response = await command(`http://127.0.0.1:${supervisor.address.port}`);
    expect(response.status).toBe(502);
    expect(redis.connections).toHaveLength(0);
  });
});
