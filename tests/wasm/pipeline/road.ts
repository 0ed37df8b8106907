import { ScriptedHost, type Root, type Stream } from '../host/index.ts';
import { compiledProbe } from '../support/compiled-probe.ts';

export interface PhaseScript {
  /** Keys it asks for, one call each. */
  get?: string[];
  /** How asking ends if it asks for nothing. */
  ask?: 'continue' | 'reply' | 'fail';
  /** What it does without Redis, under the policy local. */
  standIn?: 'continue' | 'reply' | 'fail';
  decide?: 'continue' | 'reply' | 'fail';
}

export interface SectionScript {
  name: string;
  policy?: 'open' | 'closed' | 'local';
  request?: PhaseScript;
  response?: PhaseScript;
}

/** The plugin's road with scripted sections: they tell what they do, and a Redis reply tells them what to do next. */
export class Road {
  #told = 0;

  private constructor(
    readonly host: ScriptedHost,
    readonly root: Root,
  ) {}

  static async with(...sections: SectionScript[]): Promise<Road> {
    const host = await ScriptedHost.load(await compiledProbe('tests/wasm/pipeline/probe'));
    return new Road(host, host.start(sections));
  }

  request(): Stream {
    const stream = this.root.stream();
    stream.requestHeaders({ ':path': '/', ':method': 'GET' }, { endOfStream: true });
    return stream;
  }

  /** A reply to the call that asked for `key`: an outcome, or `again` for one more call. */
  reply(key: string, text: string): void {
    this.host.redis.reply(this.#callFor(key), `+${text}\r\n`);
  }

  lose(key: string): void {
    this.host.redis.fail(this.#callFor(key));
  }

  #callFor(key: string) {
    const call = this.host.redis.pending.find(({ command }) => command[1] === key);
    if (call === undefined) throw new Error(`nobody asked for ${key}`);
    return call;
  }

  /** Keys that Redis still owes. */
  get pending(): string[] {
    return this.host.redis.pending.map(({ command }) => command[1]!);
  }

  /** What the sections have told since the last time; the endpoint's own lines are not theirs. */
  told(): string[] {
    const lines = this.host.logs.slice(this.#told).map(({ text }) => text);
    this.#told = this.host.logs.length;
    return lines.filter((line) => !line.startsWith('redis '));
  }

  /** Names of the hostcalls since the last time, without logs. */
  hostcalls(): string[] {
    return this.host
      .take()
      .map((line) => line.split(' ')[0]!)
      .filter((name) => name !== 'log');
  }
}
