import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { AdminClient } from '../../gateway/envoy/admin-client.ts';
import { endOwned, hasEnded, spawnOwned } from '../../scripts/process/owned.mjs';
import { provideEnvoy } from '../../scripts/provision/envoy.ts';
import { until, waitFor } from '../control/wait.ts';

const LISTENER = 'redis';
const PATIENCE_MS = 30_000;
const OPTIONS = [
  ...['--concurrency', '1', '--disable-hot-restart', '--log-level', 'warning'],
  // Lines of the access log wait for ten seconds otherwise.
  ...['--file-flush-interval-msec', '50'],
];

/** The admin interface of a hop is put on a socket in its own folder. */
export type HopConfiguration = Record<string, unknown>;

/** Envoy between a gateway and a Redis: it takes plain text and speaks TLS. */
export class VerifyingHop {
  private constructor(
    readonly address: string,
    private readonly envoy: ChildProcess,
    private readonly admin: AdminClient,
    private readonly folder: string,
    private readonly lines: readonly string[],
  ) {}

  /** `configuration` has a listener named `redis` on port 0 of `host`. */
  static async start(configuration: HopConfiguration, host = '127.0.0.1'): Promise<VerifyingHop> {
    const folder = mkdtempSync(join(tmpdir(), 'hop-'));
    const [bootstrap, socket] = [join(folder, 'envoy.json'), join(folder, 'admin')];
    const admin = { address: { pipe: { path: socket, mode: 0o600 } } };
    writeFileSync(bootstrap, JSON.stringify({ ...configuration, admin }));
    const binary = await provideEnvoy((line) => console.error(line));
    const envoy = spawnOwned(binary, ['--config-path', bootstrap, ...OPTIONS], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    for (const stream of [envoy.stdout!, envoy.stderr!]) {
      createInterface({ input: stream }).on('line', (line) => lines.push(line));
    }
    const client = new AdminClient(socket);
    try {
      const isLive = async () => hasEnded(envoy) || (await client.isLive());
      await until(waitFor('the hop to start', isLive), PATIENCE_MS);
      const port = hasEnded(envoy) ? undefined : await client.listenerPort(LISTENER);
      if (port === undefined) throw new Error(['the hop did not start', ...lines].join('\n  '));
      return new VerifyingHop(`${host}:${port}`, envoy, client, folder, lines);
    } catch (error) {
      await endOwned(envoy);
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** A counter of its only cluster, by the name behind `cluster.redis.`. */
  async counter(name: string): Promise<number> {
    const whole = `cluster.redis.${name}`;
    return Number((await this.admin.stats([whole])).get(whole) ?? 0);
  }

  logs(): readonly string[] {
    return this.lines;
  }

  async stop(): Promise<void> {
    await endOwned(this.envoy);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
