import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { layOutGateway } from '../../../scripts/docker/gateway-files.ts';
import { run } from '../../../scripts/process/run.mjs';
import { hostcall, plugin } from '../../gateway/link/wat.ts';

/** One hostcall for each part of the shim. */
const NEEDY = plugin(
  hostcall('proxy_get_property', 4) +
    hostcall('proxy_redis_call', 5) +
    hostcall('proxy_get_upstream_hosts', 2) +
    hostcall('proxy_inject_encoded_data_to_filter_chain', 3),
);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gateway-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('the files of the image are all that the gateway reads to trace and link a plugin', async () => {
  const ended = join(folder, 'envoy');
  writeFileSync(ended, '#!/bin/sh\nexit 1\n');
  const gateway = join(folder, 'gateway');
  await layOutGateway(gateway, ended);

  const data = join(folder, 'data');
  mkdirSync(join(data, 'wasmplugins'), { recursive: true });
  writeFileSync(join(data, 'plugin.wasm'), NEEDY);
  writeFileSync(
    join(data, 'wasmplugins/needy.yaml'),
    `spec: { url: 'file://${data}/plugin.wasm', defaultConfig: {} }`,
  );
  const ports = ['--http-port', '0', '--admin-port', '0'];
  const args = [join(gateway, 'lib/main.mjs'), '--data', data, ...ports, '--trace', join(folder, 'trace')];
  const { output } = await run(process.execPath, args, {
    cwd: folder,
    env: { ENVOY: join(gateway, 'bin/envoy') },
  });

  // This Envoy ends at once; plugins are traced and linked before it starts.
  expect(output).toContain('Envoy ended');
  const made = readdirSync(join(gateway, '.cache/linked')).map((name) =>
    name.replace(/^[0-9a-f]{64}/, 'HASH'),
  );
  expect(made.sort()).toEqual(['HASH.traced.wasm', 'HASH.wasm']);
});
