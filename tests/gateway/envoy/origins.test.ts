import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttp2 } from 'node:http2';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTls } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { canMakeCertificates } from '../../../e2e/servers/certificate.ts';
import { found } from '../../../scripts/provision/absence.ts';
import { provideEnvoy } from '../../../scripts/provision/envoy.ts';
import { echoPlugin } from './echo-plugin.ts';
import { redisPlugin } from './redis-plugin.ts';
import { DataFolder, RunningGateway } from './running-gateway.ts';

const { absence } = await found(provideEnvoy(() => undefined));
const obstacle = absence ?? (canMakeCertificates ? undefined : 'no openssl on PATH');
if (obstacle !== undefined) console.log(`servers behind TLS are not tested: ${obstacle}`);
const whole = test.skipIf(obstacle !== undefined);

/** Of nobody in particular: the gateway checks no certificate. */
function certificate(): { key: Buffer; cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=nobody';
  execFileSync('openssl', [...request.split(' '), '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const pair = { key: readFileSync(key), cert: readFileSync(cert) };
  rmSync(folder, { recursive: true });
  return pair;
}

let data: DataFolder;
let gateway: RunningGateway;
const servers: Server[] = [];
const serverNames: (string | false)[] = [];

async function listening(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const nameOf = (socket: unknown) => (socket as TLSSocket & { servername: string | false }).servername;

beforeAll(async () => {
  if (obstacle !== undefined) return;
  data = await DataFolder.create();
  const tls = certificate();
  const secure = await listening(
    createHttps(tls, (request, response) => response.end(`secure for ${nameOf(request.socket)}`)),
  );
  const h2 = await listening(
    createHttp2((request, response) => response.end(`HTTP/${request.httpVersion}`)) as unknown as Server,
  );
  // Says +PONG to whatever it is sent.
  const redis = await listening(
    createTls(tls, (socket) => {
      serverNames.push(nameOf(socket));
      socket.on('data', () => socket.write('+PONG\r\n'));
      socket.on('error', () => undefined);
    }),
  );
  await data.write('redis.wasm', redisPlugin());
  await data.write(
    'mcpbridges/default.yaml',
    `spec:
  registries:
    - { name: secure, type: static, domain: '127.0.0.1:${secure}', port: 443, protocol: HTTPS, sni: origin.test }
    - { name: h2, type: static, domain: '127.0.0.1:${h2}', port: 80, protocol: GRPC }
    - { name: redis, type: static, domain: '127.0.0.1:${redis}', port: 6379, protocol: HTTPS, sni: redis.test }
`,
  );
  for (const [name, destination] of [
    ['secure', 'secure.static:443'],
    ['h2', 'h2.static:80'],
  ]) {
    await data.write(
      `ingresses/${name}.yaml`,
      `metadata: { annotations: { higress.io/destination: '${destination}' } }
spec: { rules: [{ http: { paths: [{ path: /${name}, pathType: Prefix }] } }] }
`,
    );
  }
  await data.write(
    'wasmplugins/ping.yaml',
    `spec: { url: 'file://${data.path}/redis.wasm', pluginConfig: { c: 'outbound|6379||redis.static' } }`,
  );
  // HTTPS is TLS to Redis where a plugin names the service as its Redis.
  await data.write('echo.wasm', echoPlugin());
  await data.write(
    'wasmplugins/names.yaml',
    `spec: { url: 'file://${data.path}/echo.wasm', pluginConfig: { redis: redis.static }, priority: 1 }`,
  );
  gateway = await RunningGateway.serving(data);
  await gateway.untilReady();
});

afterAll(async () => {
  if (obstacle !== undefined) return;
  await gateway.stop();
  for (const server of servers) server.close();
  await data.remove();
});

const ask = async (path: string) => (await fetch(gateway.httpUrl + path)).text();

whole('M8: an origin behind HTTPS is asked for by the SNI of its registry', async () => {
  expect(await ask('/secure')).toBe('secure for origin.test');
});

whole('M7: an origin with protocol GRPC is spoken to in HTTP/2', async () => {
  expect(await ask('/h2')).toBe('HTTP/2.0');
});

whole('M8: Redis behind TLS is reached with the SNI of its registry', async () => {
  await ask('/secure');
  expect(serverNames).toEqual(['redis.test']);
  const metrics = await (await fetch(`${gateway.adminUrl}/stats/prometheus`)).text();
  expect(metrics).toMatch(/^gateway_redis_replies_total\{cluster="outbound\|6379\|\|redis\.static"\} [1-9]/m);
  expect(metrics).toMatch(/^gateway_redis_failures_total\{cluster="outbound\|6379\|\|redis\.static"\} 0/m);
});
