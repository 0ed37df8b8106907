import { createServer, type Server } from 'node:http';
import { connect } from 'node:http2';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';
import { bufferingPlugin } from './buffering-plugin.ts';
import { DataFolder, RunningGateway } from './running-gateway.ts';
import { hasEnvoy, whole } from './whole.ts';

const LARGE_BYTES = 10 << 20;
const large = Buffer.alloc(LARGE_BYTES, 'x');

let data: DataFolder;
let gateway: RunningGateway;
let origin: Server;

beforeAll(async () => {
  if (!hasEnvoy) return;
  origin = createServer((request, response) => {
    let size = 0;
    request.on('data', (chunk: Buffer) => (size += chunk.length));
    request.on('end', () => response.end(request.url === '/large' ? large : String(size)));
  });
  await new Promise<void>((listening) => origin.listen(0, '127.0.0.1', listening));
  data = await DataFolder.create();
  await data.write('plain.wasm', bufferingPlugin());
  await data.write('raising.wasm', bufferingPlugin('20971520'));
  const domain = `127.0.0.1:${(origin.address() as AddressInfo).port}`;
  const registries = [{ name: 'origin', type: 'static', domain, port: 80 }];
  await data.write('mcpbridges/default.yaml', JSON.stringify({ spec: { registries } }));
  const rules = [{ http: { paths: [{ path: '/', pathType: 'Prefix' }] } }];
  const annotations = { 'higress.io/destination': 'origin.static:80' };
  await data.write('ingresses/app.yaml', JSON.stringify({ metadata: { annotations }, spec: { rules } }));
  await plugin('plain');
  gateway = await RunningGateway.serving(data);
  await gateway.untilReady();
});
afterAll(async () => {
  if (!hasEnvoy) return;
  await gateway?.stop();
  origin.close();
  await data.remove();
});

const plugin = (name: string) =>
  data.write(
    'wasmplugins/buffering.yaml',
    JSON.stringify({ spec: { url: `file://${data.path}/${name}.wasm`, defaultConfig: { a: 1 } } }),
  );
const upload = async (body: Buffer) => {
  const response = await fetch(`${gateway.httpUrl}/`, { method: 'POST', body: Uint8Array.from(body) });
  return [response.status, await response.text()];
};
const download = async () => {
  const response = await fetch(`${gateway.httpUrl}/large`);
  return [response.status, (await response.text()).length];
};

async function uploadByHttp2(): Promise<string> {
  const session = connect(gateway.httpUrl);
  const stream = session.request({ ':method': 'POST', ':path': '/' });
  stream.end(large);
  let answer = '';
  stream.on('data', (chunk: Buffer) => (answer += chunk.toString()));
  await once(stream, 'end');
  session.close();
  return answer;
}

whole('a plugin that holds a body gets no more of it than the gateway allows', async () => {
  expect(await upload(large.subarray(0, 32_000))).toEqual([200, '32000']);
  expect((await upload(large.subarray(0, 40_000)))[0]).toBe(413);
  expect((await download())[0]).toBe(500);
});

whole('ten mebibytes pass a plugin that raises the limit, each way and by HTTP/2', async () => {
  await plugin('raising');
  await gateway.until('the new limit', async () => (await upload(large.subarray(0, 40_000)))[0] === 200);
  expect(await upload(large)).toEqual([200, String(LARGE_BYTES)]);
  expect(await download()).toEqual([200, LARGE_BYTES]);
  expect(await uploadByHttp2()).toBe(String(LARGE_BYTES));
});
