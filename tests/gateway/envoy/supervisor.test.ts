import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Supervisor } from '../../../gateway/envoy/supervisor.ts';
import { XdsDirectory } from '../../../gateway/envoy/xds-directory.ts';
import { readSettings } from '../../../gateway/translate/settings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supervisor-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** With a program in Envoy's place that only leaves a mark. */
async function supervise(): Promise<Supervisor> {
  const binary = join(folder, 'envoy');
  await writeFile(binary, `#!/bin/sh\ntouch '${folder}/started'\n`);
  await chmod(binary, 0o700);
  return new Supervisor(await XdsDirectory.create(), {
    binary,
    address: { host: '127.0.0.1', port: 0 },
    workers: 1,
    logLevel: 'info',
    log: () => undefined,
    intercept: () => false,
    report: () => undefined,
  });
}
const target = {
  settings: readSettings([]).settings,
  ...{ clusters: [], routes: {}, plugins: [], lastFilters: [] },
};
const hasStarted = () =>
  stat(join(folder, 'started')).then(
    () => true,
    () => false,
  );

test('an Envoy that ends at once fails the start', async () => {
  const supervisor = await supervise();
  await expect(supervisor.start(target)).rejects.toThrow('Envoy ended while the gateway waited');
  expect(await hasStarted()).toBe(true);
  await supervisor.stop();
});

test('a stop while the configuration is being written starts no Envoy', async () => {
  const supervisor = await supervise();
  const started = supervisor.start(target);
  await supervisor.stop();
  await started;
  expect(await hasStarted()).toBe(false);
  expect(supervisor.isLive).toBe(false);
});
