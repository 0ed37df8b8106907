import { parseArgs } from 'node:util';
import { LOG_LEVELS } from './envoy/envoy-process.ts';
import type { LogLevel } from './envoy/envoy-process.ts';

export const USAGE = `usage: npm run gateway -- --data DIR [options]
  --data DIR           folder with mcpbridges/ ingresses/ wasmplugins/ configmaps/ secrets/ services/ endpoints/
  --http-port PORT     where requests are served (8080; 0 = any free port)
  --admin-port PORT    /ready /stats/prometheus /config_dump (15000; 0 = any free port)
  --bind ADDRESS       address of both (127.0.0.1; in a container 0.0.0.0)
  --workers N          Envoy's worker threads (1)
  --log-level LEVEL    ${LOG_LEVELS.join(', ')} (info)
  --trace FILE         writes a timeline of hostcalls and Redis commands for ui.perfetto.dev; slows plugins down`;

/** A command line that cannot be understood. */
export class UsageError extends Error {}

export interface CommandLine {
  data: string;
  httpPort: number;
  adminPort: number;
  bind: string;
  workers: number;
  logLevel: LogLevel;
  trace?: string;
}

export function readCommandLine(args: string[]): CommandLine | 'help' {
  const { values } = parse(args);
  if (values.help) return 'help';
  if (values.data === undefined) throw new UsageError('--data DIR is missing');
  const logLevel = LOG_LEVELS.find((level) => level === values['log-level']);
  if (logLevel === undefined) throw new UsageError(`--log-level must be one of ${LOG_LEVELS.join(', ')}`);
  return {
    data: values.data,
    httpPort: integer('--http-port', values['http-port'], 0, 65535),
    adminPort: integer('--admin-port', values['admin-port'], 0, 65535),
    bind: values.bind,
    workers: integer('--workers', values.workers, 1, 1024),
    logLevel,
    ...(values.trace !== undefined && { trace: values.trace }),
  };
}

/** Where a client on this machine reaches what listens on `bind`, as the host of a URL. */
export function urlHost(bind: string): string {
  if (bind === '0.0.0.0') return '127.0.0.1';
  if (bind === '::') return '[::1]';
  return bind.includes(':') ? `[${bind}]` : bind;
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        data: { type: 'string' },
        'http-port': { type: 'string', default: '8080' },
        'admin-port': { type: 'string', default: '15000' },
        bind: { type: 'string', default: '127.0.0.1' },
        workers: { type: 'string', default: '1' },
        'log-level': { type: 'string', default: 'info' },
        trace: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function integer(option: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= least && number <= most) return number;
  throw new UsageError(`${option} must be an integer from ${least} to ${most}, not "${text}"`);
}
