import { setTimeout as sleep } from 'node:timers/promises';
import { assemble } from '../../../tests/wasm/host/probes/assemble.ts';
import { compileProbe } from '../../../tests/wasm/host/probes/compile.ts';
import { until, waitFor } from '../../control/wait.ts';
import type { Bench } from './bench.ts';
import { ContractGateway, type ContractPlugin } from './contract-gateway.ts';
import { configurationOf } from './plugin-script.ts';
import { openStreams } from './open-streams.ts';
import type { Seen } from './seen.ts';
import { requestTo, type SentRequest } from './sent-request.ts';
import { Told } from './told.ts';
import { REDIS, type Exchange, type Step, type Vector } from './vector.ts';

type Load = Extract<Step, { load: string }>;

const PATIENCE_MS = 20_000;
const POLL_MS = 10;
const BASELINE = 'probe';
const FORGET_SETTINGS = `request_headers redis-init ${REDIS} '' '' 1000`;

/** Runs vectors on the local gateway: real Envoy, real sockets. One plugin is always there, between vectors with nothing to do. */
export class GatewayBench implements Bench {
  readonly name = 'local gateway';
  readonly isWired = true;
  #vector: Vector | undefined;
  #told = new Told();
  #read = 0;
  /** What vectors call their plugins, to what the gateway calls them; the first takes the baseline's place. */
  readonly #names = new Map<string, string>();
  #begun: SentRequest | undefined;

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
    this.gateway.redis.giveUp();
    // Counters that start with the VM need a binary that no VM was made of.
    if (vector.isRaw && !vector.steps.some((step) => 'load' in step)) {
      mustBeAccepted(await this.#load({ load: BASELINE }));
    }
  }

  async end(): Promise<void> {
    await this.#begun?.stop();
    this.#begun = undefined;
    const names = [...this.#names.values()];
    this.#names.clear();
    for (const name of names) if (name !== BASELINE) await this.gateway.remove(name);
    if (names.length > 0) mustBeAccepted(await this.gateway.apply(baseline()));
    if (this.#says(' trap')) await this.#recovered();
    if (this.#says('redis-init')) await this.#ask({ script: FORGET_SETTINGS }, () => true);
  }

  async perform(step: Step, isDone: (seen: Seen) => boolean): Promise<Seen> {
    const { gateway } = this;
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
    else if ('reply' in step) void gateway.redis.answer(step.reply);
    else if ('malformed' in step) await this.#sendMalformed();
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
    const plugin: ContractPlugin = {
      ...{ name, failStrategy, priority: 100 - order },
      module: baseline().module,
      configuration: configurationOf(script),
    };
    if (module === 'probe' && !isRaw) return this.gateway.apply(plugin);
    const binary = typeof module === 'string' ? module.replace(' ', '-') : order;
    const bytes =
      typeof module === 'string' ? marked(this.probe, `${binary} ${number}`) : assemble(module.text);
    return this.gateway.apply({ ...plugin, module: `vector-${number}-${binary}.wasm` }, bytes);
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
    redis.giveUp();
    web.isCut = exchange.isWebCut ?? false;
    const request = requestTo(url, exchange);
    await request.send();
    if (exchange.client === 'leaves') {
      request.leave();
      await this.#untilDeleted();
    }
    void redis.answer(exchange.redis ?? [], exchange.redisPaceMs);
    return request;
  }

  #sides(request: SentRequest): Pick<Seen, 'upstream' | 'downstream'> {
    return { upstream: this.gateway.origin.arrival, downstream: request.downstream };
  }

  /** Polls until all is as expected, then waits for what may come that is not. */
  async #settled(
    rest: () => Partial<Seen> & Pick<Seen, 'upstream' | 'downstream'>,
    isDone: (seen: Seen) => boolean,
  ): Promise<Seen> {
    const look = (): Seen => {
      this.#told.begin();
      const lines = this.gateway.told.slice(this.#read);
      const { received, reads, closed } = this.gateway.redis;
      return {
        told: this.#vector!.isRaw ? lines : lines.map((line) => this.#told.normalise(line)),
        redis: { received: [...received], reads, closed },
        ...rest(),
      };
    };
    const end = Date.now() + PATIENCE_MS;
    while (!isDone(look()) && Date.now() < end) await sleep(POLL_MS);
    await this.gateway.pastFence();
    return look();
  }

  /** The next step must not hear the end of this one. */
  async #untilDeleted(): Promise<void> {
    // A VM that trapped says nothing of its streams any more.
    if (this.#says(' trap')) return;
    const open = () => openStreams(this.gateway.told.slice(this.#read));
    await until(
      waitFor('the streams to be deleted', () => open().length === 0),
      PATIENCE_MS,
    ).catch((cause: unknown) => {
      throw new Error(`streams are still open: ${open().join(', ')}`, { cause });
    });
  }

  async #sendMalformed(): Promise<void> {
    const answer = await this.gateway.sendMalformed();
    if (!answer.startsWith('HTTP/1.1 400 ')) throw new Error(`a malformed request was answered "${answer}"`);
  }

  /** Until requests pass again: the first that comes after the pause begins a new VM. */
  async #recovered(): Promise<void> {
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const request = await this.#send({});
      const isAnswered = () => request.downstream !== 'nothing';
      await until(waitFor('an answer after a trap', isAnswered), PATIENCE_MS).finally(() => request.stop());
      const { downstream } = request;
      if (typeof downstream !== 'string' && downstream.status === 200) return;
      if (Date.now() > end) throw new Error(`no recovery after a trap: ${JSON.stringify(downstream)}`);
      await sleep(POLL_MS);
    }
  }

  #says(word: string): boolean {
    return JSON.stringify(this.#vector).includes(word);
  }
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
function marked(module: Uint8Array, mark: string): Uint8Array {
  const name = Buffer.from('vector');
  const content = Buffer.concat([Buffer.of(name.length), name, Buffer.from(mark)]);
  return Buffer.concat([module, Buffer.of(0, content.length), content]);
}

/** A plugin that is refused here would leave the next vector to the one before. */
function mustBeAccepted(refusal: string | undefined): void {
  if (refusal !== undefined) throw new Error(`the gateway refuses the plugin of every vector: ${refusal}`);
}
