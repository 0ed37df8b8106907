import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { isPortFree } from '../e2e/servers/free-port.ts';
import { Origin } from '../e2e/servers/origin.ts';
import { compilePlugin, isUpToDate, moduleFile } from './compile.ts';
import { secondsSince, step } from './console/progress.mjs';
import { startGateway } from './demo/gateway-process.ts';
import { guide } from './demo/guide.ts';
import { readPort } from './demo/port.ts';
import { RedisPulse } from './demo/redis-pulse.ts';
import { openRedis } from './demo/redis.ts';
import { demoResources, writeResources } from './demo/resources.ts';
import { StatusLine } from './demo/status-line.ts';
import { readTraffic } from './demo/traffic.ts';
import { provideEnvoy } from './provision/envoy.ts';

const USUAL_PORT = 8080;
const STATUS_EVERY_MS = 500;

const startedAt = Date.now();
const status = new StatusLine();
const stops: (() => Promise<void> | void)[] = [];
let isStopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stopAll(0));
try {
  await start();
} catch (error) {
  await stopAll(1, error instanceof Error ? error.message : String(error));
}

async function start(): Promise<void> {
  const httpPort = await choosePort();
  if (!isUpToDate('release')) await step('compiling the plugin', () => compilePlugin('release'));
  const redis = await step('Redis', openRedis);
  stops.push(redis.stop);
  const origin = await Origin.start({ isRemembering: false });
  stops.push(() => origin.stop());
  const folder = mkdtempSync(join(tmpdir(), 'higress-redis-demo-'));
  stops.push(() => rmSync(folder, { recursive: true, force: true }));
  const setting = { redis: redis.address, originPort: origin.port, wasmFile: moduleFile('release') };
  writeResources(folder, demoResources({ ...setting, run: randomUUID().slice(0, 8) }));

  await step('Envoy', provideEnvoy);
  const onLine = (line: string) => status.print(line);
  const gateway = await step('the gateway', () => startGateway({ dataFolder: folder, httpPort, onLine }));
  stops.push(gateway.stop);
  void gateway.ended.then((how) => stopAll(1, `The gateway ended by itself (${how}).`));
  void redis.ended.then(() => stopAll(1, 'Redis ended by itself.'));

  const binary = redis.binary === undefined ? {} : { redisBinary: redis.binary };
  console.log(
    guide({ url: gateway.url, adminUrl: gateway.adminUrl, redisUrl: redis.url, ...binary, folder }),
  );
  console.log(`demo ready: ${gateway.url} (${secondsSince(startedAt)})`);
  await showTraffic(origin, gateway.adminUrl, redis.url);
}

async function showTraffic(origin: Origin, adminUrl: string, redisUrl: string): Promise<void> {
  const pulse = await RedisPulse.open(redisUrl);
  stops.push(() => pulse.close());
  status.start(async () => {
    const traffic = await readTraffic(origin, adminUrl).catch(() => undefined);
    const counts =
      traffic === undefined ? 'counts unknown' : `allowed ${traffic.allowed}  denied ${traffic.denied}`;
    return `${counts}  Redis ${await pulse.state()}`;
  }, STATUS_EVERY_MS);
}

/** The port asked for, else the usual one, else 0 for any free one. */
async function choosePort(): Promise<number> {
  const { values } = parseArgs({ options: { port: { type: 'string' } } });
  if (values.port !== undefined) return readPort(values.port);
  if (await isPortFree(USUAL_PORT)) return USUAL_PORT;
  console.log(`port ${USUAL_PORT} is taken, using a free one (npm start -- --port N to choose)`);
  return 0;
}

/** Stops what was started, last first, and ends the process. Later calls find it under way. */
async function stopAll(exitCode: number, why?: string): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  status.stop();
  if (why !== undefined) console.error(why);
  console.log('\nstopping …');
  for (const stop of stops.reverse()) await stop();
  process.exit(exitCode);
}
