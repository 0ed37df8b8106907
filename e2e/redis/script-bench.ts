import { readScripts } from '../../scripts/embed-scripts.ts';
import {
  type RedisClient,
  type RedisOptions,
  RedisServer,
  type StartedRedis,
} from '../servers/redis-server.ts';

/** One of the plugin's Lua scripts on a real Redis, as the plugin carries and calls it. */
export class ScriptBench {
  private constructor(
    private readonly server: StartedRedis,
    readonly redis: RedisClient,
    readonly source: string,
    readonly sha1: string,
  ) {}

  /** `name` as in the embedded module: FIXED_WINDOW for `fixed-window.lua`. */
  static async start(name: string, options: RedisOptions = {}): Promise<ScriptBench> {
    const script = readScripts().find((candidate) => candidate.name === name);
    if (script === undefined) throw new RangeError(`no script ${name}`);
    const server = await RedisServer.start(options);
    return new ScriptBench(server, await server.client(), script.source, script.sha1);
  }

  /** Calls the script by its hash. */
  call(key: string, ...args: (string | number)[]): Promise<unknown> {
    return this.redis.evalSha(this.sha1, { keys: [key], arguments: args.map(String) });
  }

  /** Sends the script whole, after which Redis knows its hash. */
  callWhole(key: string, ...args: (string | number)[]): Promise<unknown> {
    return this.redis.eval(this.source, { keys: [key], arguments: args.map(String) });
  }

  stop(): Promise<void> {
    return this.server.stop();
  }
}
