import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { COMMANDS } from '../../../gateway/translate/header-command.ts';
import { DataFolder, RunningGateway } from './running-gateway.ts';
import { hasEnvoy, whole } from './whole.ts';

let data: DataFolder;
let gateway: RunningGateway;
let origin: Server;

const PARAMETERS = ['ALLOW_WHITESPACES', 'x-name', 'CAMEL_STRING', 'NQ:ORIG', 'a:PLAIN'];
const commands = [...COMMANDS].flatMap(([name, syntax]) => {
  if (syntax === undefined) return [`%${name}%`];
  const parameter = PARAMETERS.find((candidate) => syntax.parameter.test(candidate)) ?? '';
  const full = `%${name}(${parameter})${syntax.hasLength ? ':5' : ''}%`;
  return syntax.isOptional ? [full, `%${name}%`] : [full];
});

interface Asked {
  path?: string;
  pathType?: 'Exact';
  spec?: object;
  annotations?: Record<string, string>;
}
const FINE: Record<string, Asked> = {
  commands: {
    annotations: {
      'request-header-control-add': commands.map((command, index) => `x-${index} ${command}`).join('\n'),
    },
  },
  long: { path: '/long/[^/]{1000}(?i:foo)', annotations: { 'use-regex': 'true' } },
  'default-backend': {
    path: '/moved/(.*)',
    annotations: { 'rewrite-target': '/$1' },
    spec: { defaultBackend: {} },
  },
  cookie: { annotations: { canary: 'true', 'canary-by-cookie': `a.${'b'.repeat(200)}` }, path: '/commands' },
  letters: { path: '/letters/(\\p{L}+)', annotations: { 'rewrite-target': '/$1' } },
};
const FAULTY: Record<string, Asked> = {
  lookahead: { path: '/a(?=b)', annotations: { 'use-regex': 'true' } },
  typo: { annotations: { 'request-header-control-add': 'x-a %TYPO%' } },
  'empty-expression': { path: '', pathType: 'Exact', annotations: { 'use-regex': 'true' } },
  'new-line': { annotations: { 'request-header-control-add': 'x-a %START_TIME(%Y%n)%' } },
  lines: { annotations: { 'rewrite-path': '/a\n/b' } },
  backslash: { path: '/(.*)', annotations: { 'rewrite-target': '/\\q' } },
  bytes: { annotations: { 'response-header-control-add': `x-a ${'a'.repeat(20_000)}` } },
};

beforeAll(async () => {
  if (!hasEnvoy) return;
  data = await DataFolder.create();
  origin = createServer((_request, response) => response.end('ok'));
  await new Promise<void>((listening) => origin.listen(0, '127.0.0.1', listening));
  const domain = `127.0.0.1:${(origin.address() as AddressInfo).port}`;
  const registries = [{ name: 'origin', type: 'static', domain, port: 80, protocol: 'HTTP' }];
  await data.write('mcpbridges/default.yaml', JSON.stringify({ spec: { registries } }));
  for (const [
    name,
    { path = `/${name}`, pathType = 'Prefix', annotations = {}, spec = {} },
  ] of Object.entries({ ...FINE, ...FAULTY })) {
    const given = Object.entries(annotations).map(([key, value]) => [`higress.io/${key}`, value]);
    const all = { 'higress.io/destination': 'origin.static:80', ...Object.fromEntries(given) };
    const rules = [{ http: { paths: [{ path, pathType }] } }];
    await data.write(
      `ingresses/${name}.yaml`,
      JSON.stringify({ metadata: { annotations: all }, spec: { rules, ...spec } }),
    );
  }
  gateway = await RunningGateway.serving(data);
});
afterAll(async () => {
  if (!hasEnvoy) return;
  await gateway?.stop();
  origin.close();
  await data.remove();
});

whole('what Envoy would refuse is a reason of its Ingress, and costs no other a route', async () => {
  const { reasons = [] } = await gateway.readiness();
  expect(reasons.map(({ kind, name }) => `${kind} ${name}`)).toEqual(
    Object.keys(FAULTY)
      .sort()
      .map((name) => `Ingress ${name}`),
  );
});

whole('what Envoy takes is served', async () => {
  for (const path of ['/commands', `/long/${'e'.repeat(1000)}FOO`, '/letters/b', '/moved/on', '/elsewhere'])
    expect([path, (await fetch(gateway.httpUrl + path)).status]).toEqual([path, 200]);
  expect(gateway.stderr.filter((line) => line.startsWith('envoy '))).toEqual([]);
});
