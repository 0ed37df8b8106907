import { setTimeout as sleep } from 'node:timers/promises';
import { assemble } from '../../../tests/wasm/host/probes/assemble.ts';
import { compileProbe } from '../../../tests/wasm/host/probes/compile.ts';
import type { Bench } from './bench.ts';
import { ContractGateway, type ContractPlugin } from './contract-gateway.ts';
import { configurationOf } from './plugin-script.ts';
import { NEW_CONNECTION } from './redis-double.ts';
import type { Seen } from './seen.ts';
import { requestTo, type SentRequest } from './sent-request.ts';
import { Told } from './told.ts';
import type { Exchange, Step, Vector } from './vector.ts';

type Load = Extract<Step, { load: string }>;

const PATIENCE_MS = 2_500;
/** Long enough for what must not happen to happen. */
const SETTLING_MS = 200;
const POLL_MS = 10;
const BASELINE = 'probe';

/** Runs vectors on the local gateway: real Envoy, real sockets. One plugin is always there, between vectors with nothing to do. */
export class GatewayBench implements Bench {
  readonly name = 'local gateway';
  #vector: Vector | undefined;
  #told = new Told();
  #read = 0;
  /** What vectors call their plugins, to what the gateway calls them; the first takes the baseline's place. */
  readonly #names = new Map<string, string>();
  #begun: SentRequest | undefined;
  #mayStillMiss = false;
  #hasTrapped = false;

  private constructor(
    private readonly gateway: ContractGateway,
    private readonly probe: Uint8Array,
  ) {}

  static async start(): Promise<GatewayBench> {
    const probe = await compileProbe();
    return new GatewayBench(await ContractGateway.start(baseline(), probe), probe);
  }

  async stop(): Promise<void> {
    await this.gateway.stop();
  }

  async begin(vector: Vector): Promise<void> {
    this.#vector = vector;
    this.#told = new Told();
    this.#hasTrapped = JSON.stringify(vector).includes(' trap');
    // Counters that start with the VM need a binary that no VM was made of.
    if (vector.isRaw && !vector.steps.some((step) => 'load' in step)) await this.#load({ load: BASELINE });
  }

  async end(): Promise<void> {
    await this.#begun?.stop();
    this.#begun = undefined;
    for (const name of this.#names.values()) if (name !== BASELINE) await this.gateway.remove(name);
    if (this.#names.size > 0) await this.gateway.apply(baseline());
    this.#names.clear();
    if (this.#hasTrapped) await this.#recovered();
  }

  async perform(step: Step, isDone: (seen: Seen) => boolean): Promise<Seen> {
    const { gateway } = this;
    this.#mayStillMiss = deniesSomething(step);
    this.#told.begin();
    this.#read = gateway.told.length;
    gateway.redis.forget();
    const nothing = { upstream: 'nothing', downstream: 'nothing' } as const;
    if ('load' in step) {
      const refusal = await this.#load(step);
      return this.#settled(() => ({ ...nothing, refusal }), isDone);
    }
    if ('ask' in step) return this.#ask(step.ask, isDone);
    if ('begin' in step) {
      const request = (this.#begun = await this.#send(step.begin));
      return this.#settled(() => this.#sides(request), isDone);
    }
    if ('finish' in step) this.#begun?.leave();
    else if ('malformed' in step) await gateway.sendMalformed();
    else if ('unload' in step) await gateway.remove(this.#names.get(step.unload) ?? step.unload);
    else await sleep(step.pauseMs);
    return this.#settled(() => nothing, isDone);
  }

  async #load({
    load,
    module = 'probe',
    script,
    failStrategy = 'FAIL_CLOSE',
  }: Load): Promise<string | undefined> {
    const { number, isRaw = false } = this.#vector!;
    const name = this.#names.get(load) ?? (this.#names.size === 0 ? BASELINE : load);
    this.#names.set(load, name);
    const order = [...this.#names.keys()].indexOf(load);
    const isOwn = isRaw || module !== 'probe';
    const bytes = module === 'probe' ? this.probe : assemble(module.text);
    const plugin: ContractPlugin = {
      ...{ name, failStrategy, priority: 100 - order },
      module: isOwn ? `vector-${number}-${isRaw ? 'own' : order}.wasm` : baseline().module,
      configuration: configurationOf(script),
    };
    return this.gateway.apply(plugin, isOwn ? (isRaw ? marked(bytes, number) : bytes) : undefined);
  }

  async #ask(exchange: Exchange, isDone: (seen: Seen) => boolean): Promise<Seen> {
    const request = await this.#send(exchange);
    const seen = await this.#settled(() => this.#sides(request), isDone);
    await request.stop();
    await this.#untilDeleted();
    return seen;
  }

  async #send(exchange: Exchange): Promise<SentRequest> {
    const { origin, redis, web, url } = this.gateway;
    origin.expect(exchange.response);
    web.isCut = exchange.isWebCut ?? false;
    const request = requestTo(url, exchange);
    await request.send();
    if (exchange.client === 'leaves') {
      request.leave();
      await this.#untilDeleted();
    }
    const { redis: answers = [], redisPaceMs = 0 } = exchange;
    void redis.answer(answers, redisPaceMs);
    return request;
  }

  #sides(request: SentRequest): Pick<Seen, 'upstream' | 'downstream'> {
    return { upstream: this.gateway.origin.arrival, downstream: request.downstream };
  }

  /** Polls until all is as expected; then a moment longer, in case something comes that is not. */
  async #settled(
    rest: () => Partial<Seen> & Pick<Seen, 'upstream' | 'downstream'>,
    isDone: (seen: Seen) => boolean,
  ): Promise<Seen> {
    const look = (): Seen => {
      this.#told.begin();
      const lines = this.gateway.told.slice(this.#read);
      const { received, reads } = this.gateway.redis;
      return {
        told: this.#vector!.isRaw ? lines : lines.map((line) => this.#told.normalise(line)),
        redis: received[0] === NEW_CONNECTION ? received.slice(1) : [...received],
        redisReads: reads,
        ...rest(),
      };
    };
    const end = Date.now() + PATIENCE_MS;
    while (!isDone(look()) && Date.now() < end) await sleep(POLL_MS);
    // Only what is expected not to be there could still come.
    if (this.#mayStillMiss || !isDone(look())) await sleep(SETTLING_MS);
    return look();
  }

  /** The next step must not hear the end of this one. */
  async #untilDeleted(): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    const lines = () => this.gateway.told.slice(this.#read);
    const count = (start: string) => lines().filter((line) => line.startsWith(start)).length;
    while (count('log ') < count('request_headers ') && Date.now() < end) await sleep(POLL_MS);
  }

  async #recovered(): Promise<void> {
    for (let attempt = 0; attempt < 20; attempt++) {
      const request = await this.#send({});
      await sleep(SETTLING_MS);
      const { downstream } = request;
      await request.stop();
      if (typeof downstream !== 'string' && downstream.status === 200) return;
    }
  }
}

function deniesSomething({ expect = {} }: Step): boolean {
  const { untold, upstream, downstream, redis, redisReads } = expect;
  const exact = [untold, redis, redisReads].some((part) => part !== undefined);
  return exact || upstream === 'nothing' || downstream === 'nothing';
}

function baseline(): ContractPlugin {
  return {
    name: BASELINE,
    module: 'probe.wasm',
    configuration: configurationOf(),
    failStrategy: 'FAIL_CLOSE',
    priority: 100,
  };
}

/** The same module with a custom section that makes it another binary. */
function marked(module: Uint8Array, number: number): Uint8Array {
  const name = Buffer.from('vector');
  return Buffer.concat([module, Buffer.of(0, name.length + 2, name.length), name, Buffer.of(number)]);
}
