import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { endOwned, hasEnded, spawnOwned } from '../process/owned.mjs';
import { outerPath } from '../process/outer-path.mjs';
import { type Trial, trialsOf } from './trials.ts';

const CHECKOUT = fileURLToPath(new URL('../../', import.meta.url));
const READY = /^demo ready: (\S+)/;
const PLACE = /^ {2}(admin|Redis|resources) +(\S+)/;

/** What `npm start` printed, and its process. */
export class RunningDemo {
  private constructor(
    readonly url: string,
    readonly readyMs: number,
    readonly places: ReadonlyMap<string, string>,
    readonly trials: readonly Trial[],
    private readonly child: ReturnType<typeof spawnOwned>,
  ) {}

  /** Runs `npm start` as a user would, with nobody at the keyboard. */
  static async start(timeoutMs: number): Promise<RunningDemo> {
    const startedAt = Date.now();
    const env = { ...process.env, PATH: outerPath() };
    const child = spawnOwned('npm', ['start'], { cwd: CHECKOUT, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const places = new Map<string, string>();
    const printed: string[] = [];
    const url = await new Promise<string>((resolve, reject) => {
      const limit = setTimeout(
        () => reject(new Error(`npm start was not ready after ${timeoutMs} ms`)),
        timeoutMs,
      );
      child.once('close', (code) => reject(new Error(`npm start ended with exit code ${code}`)));
      for (const stream of [child.stdout!, child.stderr!]) {
        createInterface({ input: stream }).on('line', (line) => {
          console.log(`  | ${line}`);
          printed.push(line);
          const [, place, where] = PLACE.exec(line) ?? [];
          if (place !== undefined && where !== undefined) places.set(place, where);
          const readyUrl = READY.exec(line)?.[1];
          if (readyUrl !== undefined) resolve(readyUrl);
        });
      }
      child.once('close', () => clearTimeout(limit));
    }).catch(async (error: unknown) => {
      await endOwned(child);
      throw error;
    });
    return new RunningDemo(url, Date.now() - startedAt, places, trialsOf(printed), child);
  }

  /** The statuses of `count` requests, one after another. */
  async statuses(count: number, path: string, headers: Record<string, string> = {}): Promise<number[]> {
    const statuses: number[] = [];
    for (let i = 0; i < count; i++) {
      const response = await fetch(this.url + path, { headers, signal: AbortSignal.timeout(5_000) });
      await response.arrayBuffer();
      statuses.push(response.status);
    }
    return statuses;
  }

  /** Sends a signal to npm alone, as `kill` does, and returns the exit code. */
  async end(signal: NodeJS.Signals, timeoutMs: number): Promise<number | string> {
    if (hasEnded(this.child)) return 'had ended before';
    const ended = once(this.child, 'close', { signal: AbortSignal.timeout(timeoutMs) });
    this.child.kill(signal);
    try {
      const [code, endSignal] = await ended;
      return code ?? endSignal;
    } catch {
      await endOwned(this.child);
      return `still running after ${timeoutMs} ms`;
    }
  }

  /** Makes sure it is gone, however it went before. */
  async close(): Promise<void> {
    await endOwned(this.child);
  }

  /** What is still there: ports that answer, folders that exist. */
  async remains(): Promise<string[]> {
    const urls = [this.url, this.places.get('admin'), this.places.get('Redis')];
    const found: string[] = [];
    for (const url of urls) if (url !== undefined && (await isListening(new URL(url)))) found.push(url);
    const folder = this.places.get('resources');
    return folder !== undefined && existsSync(folder) ? [...found, folder] : found;
  }
}

async function isListening({ hostname, port }: URL): Promise<boolean> {
  const socket = connect(Number(port), hostname);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
