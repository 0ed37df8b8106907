import { ScriptedHost, type HostOptions, type Root, type Stream } from '../index.ts';
import type { RootOptions } from '../root.ts';
import type { StreamOptions } from '../stream.ts';
import { compileProbe } from './compile.ts';

export const get: Readonly<Record<string, string>> = {
  ':method': 'GET',
  ':path': '/',
  ':authority': 'a.example',
};
export const redis = 'outbound|6379||redis.dns';

/** A probe on a scripted host, and what it told: callbacks and results of its statements. */
export class Probed {
  #told = 0;

  private constructor(
    readonly host: ScriptedHost,
    readonly root: Root,
  ) {
    this.told();
  }

  static async start(script = '', options: HostOptions = {}, rootOptions: RootOptions = {}): Promise<Probed> {
    const host = await ScriptedHost.load(await compileProbe(), options);
    return new Probed(host, host.start(script, rootOptions));
  }

  stream(options?: StreamOptions): Stream {
    return this.root.stream(options);
  }

  /** Lines since the last time. */
  told(): string[] {
    const lines = this.host.logs.slice(this.#told).map((line) => line.text);
    this.#told = this.host.logs.length;
    return lines;
  }

  /** The same without entries of callbacks: what the hostcalls answered. */
  answers(): string[] {
    return this.told().filter((line) => line.includes(' = '));
  }
}
