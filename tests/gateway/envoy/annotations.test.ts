import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { DataFolder, RunningGateway } from './running-gateway.ts';
import { hasEnvoy, whole } from './whole.ts';

let data: DataFolder;
let gateway: RunningGateway;
let origin: Server;

/** One Ingress for each path, so that every annotation is tried on a route of its own. */
const INGRESSES: Record<string, { path?: string; annotations: Record<string, string> }> = {
  control: {
    annotations: {
      'request-header-control-add': 'x-added one\nx-share 100%%',
      'request-header-control-remove': 'x-secret',
      'response-header-control-update': 'x-origin hidden',
    },
  },
  rewritten: { annotations: { 'rewrite-path': '/' } },
  target: { path: '/target/(\\d+)', annotations: { 'rewrite-target': '/number/$1' } },
  vhost: { annotations: { 'upstream-vhost': 'origin.test' } },
  cors: { annotations: { 'enable-cors': 'true', 'cors-allow-origin': 'https://*.a.test' } },
  slow: { annotations: { timeout: '1' } },
  main: { annotations: {} },
  beta: {
    path: '/main',
    annotations: { canary: 'true', 'canary-by-header': 'x-beta', 'rewrite-path': '/ignored' },
  },
};

beforeAll(async () => {
  if (!hasEnvoy) return;
  data = await DataFolder.create();
  origin = createServer((request, response) => {
    if (request.url === '/slow') return;
    const { url, headers } = request;
    response.setHeader('x-origin', 'mine');
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url, headers, padding: url === '/big' ? 'x'.repeat(5000) : '' }));
  });
  await new Promise<void>((listening) => origin.listen(0, '127.0.0.1', listening));
  const { port } = origin.address() as AddressInfo;
  await data.write(
    'mcpbridges/default.yaml',
    `spec: {registries: [{name: origin, type: static, domain: "127.0.0.1:${port}", port: 80}]}`,
  );
  await data.write(
    'configmaps/higress-config.yaml',
    'data: {higress: "{gzip: {enable: true}, addXRealIpHeader: true, disableXEnvoyHeaders: true}"}',
  );
  const all = { ...INGRESSES, rest: { path: '/', annotations: {} } };
  for (const [name, { path = `/${name}`, annotations }] of Object.entries(all)) {
    const given = Object.entries(annotations).map(([key, value]) => [`higress.io/${key}`, value]);
    const content = {
      metadata: {
        annotations: { 'higress.io/destination': 'origin.static:80', ...Object.fromEntries(given) },
      },
      spec: { rules: [{ http: { paths: [{ path, pathType: 'Prefix' }] } }], tls: [{ hosts: ['a.test'] }] },
    };
    await data.write(`ingresses/${name}.yaml`, JSON.stringify(content));
  }
  await data.write('envoyfilters/x.yaml', 'spec: {}');
  gateway = await RunningGateway.serving(data);
  await gateway.untilReady();
});

afterAll(async () => {
  if (!hasEnvoy) return;
  await gateway.stop();
  origin.close();
  await data.remove();
});

interface Seen {
  url: string;
  headers: Record<string, string>;
}
const ask = (path: string, init: RequestInit = {}) => fetch(gateway.httpUrl + path, init);
const seen = async (path: string, headers: Record<string, string> = {}) =>
  (await (await ask(path, { headers })).json()) as Seen;

whole('headers are controlled on both ways', async () => {
  const response = await ask('/control', { headers: { 'x-secret': 'yes' } });
  expect(response.headers.get('x-origin')).toBe('hidden');
  const { headers } = (await response.json()) as Seen;
  expect(headers).toMatchObject({ 'x-added': 'one', 'x-share': '100%' });
  expect(headers).not.toHaveProperty('x-secret');
});

whole('paths and hosts are rewritten', async () => {
  expect((await seen('/rewritten/a?b=c')).url).toBe('/a?b=c');
  expect((await seen('/target/42')).url).toBe('/number/42');
  expect((await seen('/vhost')).headers).toMatchObject({ host: 'origin.test' });
});

whole('a preflight request is answered by the policy of its route', async () => {
  const preflight = async (origin: string) =>
    ask('/cors', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'PUT' } });
  const allowed = await preflight('https://x.a.test');
  expect(allowed.headers.get('access-control-allow-origin')).toBe('https://x.a.test');
  expect(allowed.headers.get('access-control-allow-methods')).toContain('PUT');
  const refused = await preflight('https://b.test');
  expect(refused.headers.get('access-control-allow-origin')).toBeNull();
});

whole('a time limit ends a request', async () => {
  expect((await ask('/slow')).status).toBe(504);
});

whole('a header leads to the canary, which keeps the settings of the main route', async () => {
  expect((await seen('/main', { 'x-beta': 'always' })).url).toBe('/main');
  const dump = await (await fetch(`${gateway.adminUrl}/config_dump`)).text();
  expect(dump).toContain('"name": "beta"');
});

whole('settings of higress-config are in force', async () => {
  const response = await ask('/big', { headers: { 'accept-encoding': 'gzip' } });
  expect(response.headers.get('content-encoding')).toBe('gzip');
  expect(response.headers.get('x-envoy-upstream-service-time')).toBeNull();
  const { headers } = (await response.json()) as Seen;
  expect(headers).toMatchObject({ 'x-real-ip': '127.0.0.1' });
});

whole('what has no effect is said once', async () => {
  await gateway.untilSaid('envoyfilters/: this kind of resource is ignored');
  const about = () =>
    gateway.stderr.filter((line) => line.includes('ingresses/main.yaml') && line.includes('spec.tls'));
  expect(about()).toHaveLength(1);
  await data.write('secrets/new.yaml', 'data: {}');
  await gateway.untilSaid('took over a change');
  expect(about()).toHaveLength(1);
});
