import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { provideEnvoy } from '../scripts/provision/envoy.ts';
import { USAGE, UsageError, readCommandLine, urlHost } from './command-line.ts';
import type { CommandLine } from './command-line.ts';
import { isShown } from './envoy/envoy-process.ts';
import type { LogLevel } from './envoy/envoy-process.ts';
import { Gateway } from './gateway.ts';
import { keepCacheClean } from './link/cache-cleaning.ts';
import { linkModule } from './link/link.ts';
import type { Severity } from './redis/bridge-log.ts';
import { RedisBridge } from './redis/bridge.ts';
import type { RedisBridgeOptions } from './redis/bridge.ts';
import { instrument } from './trace/instrument.ts';
import { Trace } from './trace/trace.ts';

const USAGE_EXIT = 2;
const CACHE = join(import.meta.dirname, '..', '.cache', 'linked');

const report = (line: string) => process.stderr.write(`${line}\n`);

/** The bridge knows two of Envoy's levels. */
function bridgeLog(level: LogLevel): Pick<RedisBridgeOptions, 'log' | 'logThreshold'> {
  if (!isShown('warning', level)) return {};
  const log = (severity: Severity, message: string) => report(`${message} (${severity})`);
  return { log, logThreshold: isShown('debug', level) ? 'debug' : 'warn' };
}

async function run({
  data,
  httpPort,
  adminPort,
  bind,
  workers,
  logLevel,
  trace: traceFile,
}: CommandLine): Promise<void> {
  const directory = resolve(data);
  const isDirectory = await stat(directory).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isDirectory) throw new UsageError(`--data ${data} is not a folder`);

  let stop = async () => undefined as void;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void stop().then(() => process.exit(0)));
  }
  const envoyBinary = await provideEnvoy(report);
  const trace =
    traceFile === undefined
      ? undefined
      : await Trace.start(resolve(traceFile), (message) => report(`gateway: ${message}`));
  await keepCacheClean(CACHE);
  const gateway = await Gateway.start({
    directory,
    http: { host: bind, port: httpPort },
    admin: { host: bind, port: adminPort },
    workers,
    logLevel,
    envoyBinary,
    link: async (wasm) => {
      const module = trace === undefined ? wasm : await instrument(wasm, CACHE);
      return linkModule(module, { cacheDirectory: CACHE });
    },
    trace,
    startBridge: (socketPath) =>
      RedisBridge.start(socketPath, {
        ...(trace !== undefined && { observe: (call) => trace.addRedisCall(call) }),
        ...bridgeLog(logLevel),
      }),
    report,
  });
  stop = () => gateway.stop();

  const host = urlHost(bind);
  const where = `http://${host}:${gateway.httpPort} admin http://${host}:${gateway.adminPort}`;
  process.stdout.write(`gateway serving: ${where}\n`);
  if (await gateway.untilReady()) process.stdout.write(`gateway ready: ${where}\n`);
}

try {
  const commandLine = readCommandLine(process.argv.slice(2));
  if (commandLine === 'help') process.stdout.write(`${USAGE}\n`);
  else await run(commandLine);
} catch (error) {
  report(`gateway: ${error instanceof Error ? error.message : String(error)}`);
  if (error instanceof UsageError) report(USAGE);
  process.exit(error instanceof UsageError ? USAGE_EXIT : 1);
}
