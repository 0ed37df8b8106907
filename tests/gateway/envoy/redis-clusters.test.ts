import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { compileProbe } from '../../wasm/host/probes/compile.ts';
import { ScriptedRedis } from '../redis/scripted-redis.ts';
import { DataFolder, RunningGateway } from './running-gateway.ts';
import { hasEnvoy, whole } from './whole.ts';

const ONE = 'outbound|80||one.static';
const TWO = 'outbound|6379||two.static';

let data: DataFolder;
let gateway: RunningGateway;
let origin: Server;
let one: ScriptedRedis;
let left: ScriptedRedis;
let right: ScriptedRedis;

/** Each Redis answers with its own name. */
const redisNamed = (name: string) =>
  ScriptedRedis.start((connection) => connection.answer(() => `+${name}\r\n`));
const address = ({ endpoint: { host, port } }: ScriptedRedis) => `${host}:${port}`;

/** Makes these calls while a request waits; answers what each gave, or `failed`. */
async function replies(...clusters: string[]): Promise<string[]> {
  const statements = clusters.map((cluster) => `request_headers redis ${cluster} GET k`);
  statements.push('request_headers return 4', 'redis_call_response buffer 9 0 all');
  statements.push('redis_call_response origin', 'redis_call_response continue 0', 'response_headers report');
  const response = await fetch(gateway.httpUrl, { headers: { 'x-probe': statements.join(';') } });
  await response.text();
  const told = (response.headers.get('x-probe-report') ?? '').split(' | ');
  return told
    .filter((line) => line.startsWith('buffer 9'))
    .map((line) => /= 0 \+(\w+)/.exec(line)?.[1] ?? 'failed');
}

async function services(endpointsOfTwo: string): Promise<void> {
  const service = (name: string, domain: string, port: number, protocol: string) => {
    return { name, type: 'static', domain, port, protocol };
  };
  const registries = [
    service('origin', `127.0.0.1:${(origin.address() as AddressInfo).port}`, 80, 'HTTP'),
    service('one', address(one), 80, 'TCP'),
    service('two', endpointsOfTwo, 6379, 'TCP'),
  ];
  await data.write('mcpbridges/default.yaml', JSON.stringify({ spec: { registries } }));
}

beforeAll(async () => {
  if (!hasEnvoy) return;
  origin = createServer((_request, response) => response.end('ok'));
  await new Promise<void>((listening) => origin.listen(0, '127.0.0.1', listening));
  [one, left, right] = await Promise.all([redisNamed('one'), redisNamed('left'), redisNamed('right')]);
  data = await DataFolder.create();
  await data.write('probe.wasm', await compileProbe());
  const rules = [{ http: { paths: [{ path: '/', pathType: 'Prefix' }] } }];
  const annotations = { 'higress.io/destination': 'origin.static:80' };
  await data.write('ingresses/app.yaml', JSON.stringify({ metadata: { annotations }, spec: { rules } }));
  const spec = { url: `file://${data.path}/probe.wasm`, defaultConfig: { script: '' } };
  await data.write('wasmplugins/probe.yaml', JSON.stringify({ spec }));
});
beforeEach(async () => {
  if (!hasEnvoy) return;
  await services(`${address(left)},${address(right)}`);
  if (gateway === undefined) {
    gateway = await RunningGateway.serving(data, '--workers', '1');
    await gateway.untilReady();
  }
  await gateway.until(
    'two hosts',
    async () => new Set([...(await replies(TWO)), ...(await replies(TWO))]).size === 2,
  );
});
afterAll(async () => {
  if (!hasEnvoy) return;
  await gateway?.stop();
  origin.close();
  await Promise.all([one, left, right].map((redis) => redis?.close()));
  await data.remove();
});

whole('each cluster has a Redis of its own', async () => {
  for (let i = 0; i < 4; i++) {
    expect(await replies(ONE)).toEqual(['one']);
    expect(['left', 'right']).toContain((await replies(TWO))[0]);
  }
  expect(one.connections).toHaveLength(1);
});

whole('the hosts of a cluster take turns, whatever the key', async () => {
  const seen = [];
  for (let i = 0; i < 6; i++) seen.push(...(await replies(TWO)));
  const [first, second] = seen;
  expect(new Set([first, second])).toEqual(new Set(['left', 'right']));
  expect(seen).toEqual([first, second, first, second, first, second]);
});

whole('a host that leaves the registry gets no more calls', async () => {
  await services(address(right));
  await gateway.until('one host', async () => {
    const seen = [...(await replies(TWO)), ...(await replies(TWO)), ...(await replies(TWO))];
    return seen.every((name) => name === 'right');
  });
});

whole('one dead host fails its share of the calls, and no call to another cluster', async () => {
  await services(`${address(right)},127.0.0.1:1`);
  await gateway.until('a failed call', async () => {
    const seen = [...(await replies(TWO)), ...(await replies(TWO))];
    return seen.includes('failed') && seen.includes('right');
  });
  expect(await replies(ONE)).toEqual(['one']);
});
