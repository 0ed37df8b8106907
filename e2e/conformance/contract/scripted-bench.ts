import { ScriptedHost, type HostOptions, type Root } from '../../../tests/wasm/host/index.ts';
import { assemble } from '../../../tests/wasm/host/probes/assemble.ts';
import { compileProbe } from '../../../tests/wasm/host/probes/compile.ts';
import type { Bench } from './bench.ts';
import { configurationOf } from './plugin-script.ts';
import type { Seen } from './seen.ts';
import { Chain, routeOf } from './stream-chain.ts';
import { Told } from './told.ts';
import {
  EMPTY,
  EMPTY_REDIS,
  ORIGIN,
  REDIS,
  type Exchange,
  type ModuleText,
  type RedisAnswer,
  type Step,
  type Vector,
} from './vector.ts';

type Load = Extract<Step, { load: string }>;

/** Of a client that no init was made for. */
const OP_TIMEOUT_MS = 1000;

/** Runs vectors on the scripted host of the wasm tests; time passes only as steps say. */
export class ScriptedBench implements Bench {
  readonly name = 'scripted host';
  readonly isWired = false;
  readonly #plugins = new Map<string, { host: ScriptedHost; root: Root }>();
  readonly #hosts = new Map<string, ScriptedHost>();
  readonly #read = new Map<ScriptedHost, number>();
  #told = new Told();
  #isRaw = false;
  #begun: Chain | undefined;

  async begin({ isRaw = false }: Vector): Promise<void> {
    this.#plugins.clear();
    this.#hosts.clear();
    this.#told = new Told();
    this.#isRaw = isRaw;
    this.#begun = undefined;
  }

  async end(): Promise<void> {}

  async perform(step: Step): Promise<Seen> {
    this.#told.begin();
    if ('load' in step) {
      const refusal = await this.#load(step);
      this.#pause(step.pauseMs ?? 0);
      return { ...this.#seen(), refusal };
    }
    if (this.#plugins.size === 0) {
      await this.#load({ load: 'probe' });
      this.#seen();
    }
    if ('ask' in step) {
      const chain = this.#send(step.ask);
      const { upstream, downstream } = chain.seen;
      chain.end();
      return { ...this.#seen(), upstream, downstream };
    }
    if ('begin' in step) this.#begun = this.#send(step.begin);
    else if ('finish' in step) this.#begun?.leave();
    else if ('reply' in step) this.#reply(step.reply);
    else if ('malformed' in step) this.#chain().refuse();
    else if ('unload' in step) this.#plugins.get(step.unload)?.root.retire();
    else this.#pause(step.pauseMs);
    return this.#seen();
  }

  /** Answers why it was refused. */
  async #load({ load: name, module = 'probe', script, failStrategy }: Load): Promise<string | undefined> {
    const trapPolicy = failStrategy === 'FAIL_OPEN' ? 'open' : 'closed';
    const configuration = JSON.stringify(configurationOf(script));
    const before = this.#plugins.get(name);
    try {
      const host = await this.#host(module, trapPolicy);
      const root =
        before?.host === host ? host.reconfigure(before.root, configuration) : host.start(configuration);
      if (before?.host !== host) before?.root.retire();
      this.#plugins.set(name, { host, root });
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  /** Plugins of one binary share a host, as they share a VM. */
  async #host(module: ModuleText, trapPolicy: NonNullable<HostOptions['trapPolicy']>): Promise<ScriptedHost> {
    const key = `${trapPolicy} ${typeof module === 'string' ? module : module.text}`;
    const known = this.#hosts.get(key);
    if (known !== undefined) return known;
    const wasm = typeof module === 'string' ? await compileProbe() : assemble(module.text);
    const host = await ScriptedHost.load(wasm, {
      trapPolicy,
      // A gateway does these without a word; here it is the gateway that is tried.
      tolerate: ['two-abi-exports', 'second-reply', 'one-redis-command'],
    });
    host.clusters.takeDown(EMPTY);
    host.clusters.takeDown(EMPTY_REDIS);
    this.#hosts.set(key, host);
    return host;
  }

  #chain(exchange: Exchange = {}): Chain {
    const properties = { route_name: routeOf(exchange), cluster_name: ORIGIN };
    const filterState = new Map<string, Uint8Array>();
    const streams = [...this.#plugins.values()].map((plugin) => {
      if (plugin.host.vm.failure !== undefined) plugin.root = plugin.host.rebuild()[0]!;
      return plugin.root.stream({ properties, filterState });
    });
    return new Chain(streams, exchange.response);
  }

  #send(exchange: Exchange): Chain {
    const chain = this.#chain(exchange);
    chain.send(exchange);
    if (exchange.client === 'leaves') chain.leave();
    for (const host of this.#hosts.values()) this.#answerCallouts(host, exchange);
    chain.pump();
    return chain;
  }

  #answerCallouts({ http, redis }: ScriptedHost, { isWebCut, redis: answers = [] }: Exchange): void {
    while (http.pending.length > 0) {
      if (isWebCut) http.fail();
      else http.respond(http.pending[0]!.token, { headers: { ':status': '200' } });
    }
    answerRedis(redis, answers);
  }

  #reply(answers: readonly RedisAnswer[]): void {
    for (const { redis } of this.#hosts.values()) answerRedis(redis, answers);
    this.#begun?.pump();
  }

  #pause(ms: number): void {
    for (const host of this.#hosts.values()) {
      host.advance(ms);
      if (ms > OP_TIMEOUT_MS) host.redis.failAll(REDIS);
    }
  }

  /** What came since the last time. */
  #seen(): Seen {
    const told: string[] = [];
    for (const host of this.#hosts.values()) {
      const logs = this.#read.get(host) ?? 0;
      this.#read.set(host, host.logs.length);
      told.push(
        ...host.logs.slice(logs).map(({ text }) => (this.#isRaw ? text : this.#told.normalise(text))),
      );
    }
    return { told, ...(this.#begun?.seen ?? nothing) };
  }
}

/** As bytes that come by the cluster's connection. */
function answerRedis(redis: ScriptedHost['redis'], answers: readonly RedisAnswer[]): void {
  for (const answer of answers) {
    if (redis.pending.length === 0) return;
    if (typeof answer === 'object' && 'close' in answer) redis.failAll(REDIS);
    else {
      const writes = typeof answer === 'string' ? [answer] : answer.writes;
      for (const piece of writes) redis.receive(REDIS, Buffer.from(piece, 'latin1'));
    }
  }
}

const nothing = { upstream: 'nothing', downstream: 'nothing' } as const;
