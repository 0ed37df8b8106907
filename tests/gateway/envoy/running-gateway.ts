import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { endOwned, hasEnded, spawnOwned } from '../../../scripts/process/owned.mjs';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const PATIENCE_MS = 20_000;

export interface Readiness {
  ready: boolean;
  reasons?: { kind: string; name: string; message: string }[];
}

/** A folder in the layout of an all-in-one `/data`. */
export class DataFolder {
  private constructor(readonly path: string) {}

  static async create(): Promise<DataFolder> {
    return new DataFolder(await mkdtemp(join(tmpdir(), 'gateway-data-')));
  }

  async write(file: string, content: string | Uint8Array): Promise<void> {
    const path = join(this.path, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(`${path}.draft`, content);
    await rename(`${path}.draft`, path);
  }

  async remove(file = ''): Promise<void> {
    await rm(join(this.path, file), { recursive: true, force: true });
  }
}

/** The gateway's real command, started on free ports. */
export class RunningGateway {
  readonly stderr: string[] = [];
  private readonly stdout: string[] = [];
  /** After the end, when all it said has been read. */
  private readonly closed: Promise<unknown>;

  private constructor(private readonly child: ChildProcess) {
    this.closed = once(child, 'close');
    // Whoever waits for it hears of the error; others do not.
    this.closed.catch(() => undefined);
    for (const [stream, lines] of [
      [child.stdout, this.stdout],
      [child.stderr, this.stderr],
    ] as const) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => lines.push(line));
    }
  }

  static start(...args: string[]): RunningGateway {
    const command = ['--import', 'tsx', join(ROOT, 'gateway', 'main.ts'), ...args];
    return new RunningGateway(
      spawnOwned(process.execPath, command, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] }),
    );
  }

  static async serving(data: DataFolder, ...args: string[]): Promise<RunningGateway> {
    const ports = ['--http-port', '0', '--admin-port', '0'];
    const gateway = RunningGateway.start('--data', data.path, ...ports, ...args);
    try {
      await gateway.until('serving', () => gateway.#address(1) !== '');
    } catch (error) {
      await gateway.stop();
      throw error;
    }
    return gateway;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get httpUrl(): string {
    return this.#address(1);
  }

  get adminUrl(): string {
    return this.#address(2);
  }

  #address(group: number): string {
    const line = this.stdout.find((text) => text.startsWith('gateway serving: ')) ?? '';
    return /^gateway serving: (\S+) admin (\S+)$/.exec(line)?.[group] ?? '';
  }

  get saidReady(): boolean {
    return this.stdout.includes(`gateway ready: ${this.httpUrl} admin ${this.adminUrl}`);
  }

  async readiness(): Promise<Readiness> {
    return (await (await fetch(`${this.adminUrl}/ready`)).json()) as Readiness;
  }

  async untilReady(): Promise<void> {
    await this.until('ready', async () => (await this.readiness()).ready);
  }

  /** Waits until `/ready` gives a reason of this text. */
  async untilReason(text: string): Promise<void> {
    await this.until(`the reason "${text}"`, async () =>
      ((await this.readiness()).reasons ?? []).some(({ message }) => message.includes(text)),
    );
  }

  /** Waits until this text stands in a line on stderr. */
  async untilSaid(text: string): Promise<void> {
    await this.until(`"${text}" on stderr`, () => this.stderr.some((line) => line.includes(text)));
  }

  async until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    while (!(await isSo())) {
      if (hasEnded(this.child))
        throw new Error(`the gateway ended before ${what}: ${this.stderr.join('\n')}`);
      if (Date.now() > end) throw new Error(`waited in vain for ${what}:\n${this.stderr.join('\n')}`);
      await sleep(20);
    }
  }

  async stop(): Promise<number | null> {
    await endOwned(this.child, PATIENCE_MS);
    return this.ended();
  }

  /** The exit status; null when a signal ended it. */
  async ended(): Promise<number | null> {
    await this.closed;
    return this.child.exitCode;
  }
}
