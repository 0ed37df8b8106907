import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readInterface } from '../../../gateway/link/module-interface.ts';
import { splitSections } from '../../../gateway/link/sections.ts';
import { found } from '../../../scripts/provision/absence.ts';
import { provideEnvoy } from '../../../scripts/provision/envoy.ts';
import { DataFolder, RunningGateway } from '../envoy/running-gateway.ts';
import { ScriptedRedis } from '../redis/scripted-redis.ts';
import { compileWith, TOOLCHAINS } from './compile.ts';

const SLOW_MS = 300_000;
const REPLY = '+PONG\r\n';

const { absence } = await found(provideEnvoy(() => undefined));

/** Modules by language; one whose toolchain is missing is told and left out. */
async function compileAll(): Promise<Map<string, Uint8Array>> {
  const modules = new Map<string, Uint8Array>();
  for (const toolchain of TOOLCHAINS) {
    const module = await compileWith(toolchain);
    if (module === undefined)
      console.log(`no ${toolchain.language} plugin is tested: it needs ${toolchain.needs}`);
    else modules.set(toolchain.language, module);
  }
  return modules;
}

const modules = absence === undefined ? await compileAll() : new Map<string, Uint8Array>();
if (absence !== undefined) console.log(`plugins of other languages are not tested: ${absence}`);

let data: DataFolder;
let gateway: RunningGateway;
let origin: Server;
let redis: ScriptedRedis;

beforeAll(async () => {
  if (modules.size === 0) return;
  origin = createServer((request, response) => response.end(JSON.stringify(request.headers)));
  await new Promise<void>((listening) => origin.listen(0, '127.0.0.1', listening));
  redis = await ScriptedRedis.start((connection) => connection.answer(() => REPLY));
  data = await DataFolder.create();
  const registries = [
    {
      name: 'origin',
      type: 'static',
      domain: `127.0.0.1:${(origin.address() as AddressInfo).port}`,
      port: 80,
    },
    { name: 'redis', type: 'static', domain: `127.0.0.1:${redis.endpoint.port}`, port: 80, protocol: 'TCP' },
  ];
  await data.write('mcpbridges/default.yaml', JSON.stringify({ spec: { registries } }));
  const rules = [{ http: { paths: [{ path: '/', pathType: 'Prefix' }] } }];
  const annotations = { 'higress.io/destination': 'origin.static:80' };
  await data.write('ingresses/main.yaml', JSON.stringify({ metadata: { annotations }, spec: { rules } }));
  gateway = await RunningGateway.serving(data);
  await gateway.untilReady();
}, SLOW_MS);
afterAll(async () => {
  if (modules.size === 0) return;
  await gateway?.stop();
  origin.close();
  await redis.close();
  await data.remove();
});

async function headersAtOrigin(): Promise<Record<string, string>> {
  return (await (await fetch(gateway.httpUrl)).json()) as Record<string, string>;
}

/** A group that says what is missing where its toolchain is. */
function describeFor(language: string, title: string, define: () => void): void {
  const needs = TOOLCHAINS.find((toolchain) => toolchain.language === language)?.needs;
  if (modules.has(language)) describe(title, define);
  else describe.skip(`${title} (${absence ?? `it needs ${needs}`})`, define);
}

const interfaceOf = (language: string) => readInterface(splitSections(modules.get(language)!));

for (const { language } of TOOLCHAINS) {
  describeFor(language, `a plugin in ${language}`, () => {
    test(
      'is linked, calls Redis, reads a property and lets requests go on',
      async () => {
        await data.write('plugin.wasm', modules.get(language)!);
        const spec = { url: `file://${data.path}/plugin.wasm`, defaultConfig: { language } };
        await data.write('wasmplugins/plugin.yaml', JSON.stringify({ spec }));
        await gateway.until('a reply', async () => (await headersAtOrigin())['x-reply'] !== undefined);
        for (let i = 0; i < 20; i++) {
          expect(await headersAtOrigin()).toMatchObject({
            'x-reply': String(REPLY.length),
            'x-route': 'main',
          });
        }
        await data.remove('wasmplugins/plugin.yaml');
        await gateway.until('no plugin', async () => (await headersAtOrigin())['x-reply'] === undefined);
      },
      SLOW_MS,
    );
  });
}

describeFor('Rust', 'the Rust module', () => {
  test('has no malloc', () => {
    const names = interfaceOf('Rust').exports.map(({ name }) => name);
    expect(names).toContain('proxy_on_memory_allocate');
    expect(names).not.toContain('malloc');
  });
});

describeFor('C++', 'the C++ module', () => {
  test('imports its memory, and exports two versions of the ABI', () => {
    const { imports, exports } = interfaceOf('C++');
    expect(imports).toContainEqual(
      expect.objectContaining({ module: 'env', name: 'memory', kind: 'memory' }),
    );
    const versions = exports.map(({ name }) => name).filter((name) => name.startsWith('proxy_abi_version'));
    expect(versions).toHaveLength(2);
  });
});

describeFor('Go', 'the Go module', () => {
  test('needs WASI and starts itself', () => {
    const { imports, exports } = interfaceOf('Go');
    expect(imports.some(({ module }) => module === 'wasi_snapshot_preview1')).toBe(true);
    expect(exports.map(({ name }) => name)).toContain('_initialize');
  });
});
