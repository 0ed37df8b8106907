import { setTimeout as sleep } from 'node:timers/promises';
import type { Address } from '../translate/upstream.ts';
import { LISTENER } from '../translate/listener.ts';
import { AdminClient } from './admin-client.ts';
import { bootstrap } from './bootstrap.ts';
import { Delivery } from './delivery.ts';
import type { Target } from './delivery.ts';
import { Discovery, DiscoveryError } from './discovery.ts';
import { EnvoyProcess, isShown } from './envoy-process.ts';
import type { LogLevel } from './envoy-process.ts';
import { FailureLog } from './failure-log.ts';
import { parseLogLine } from './log-line.ts';
import type { LogLine } from './log-line.ts';
import { RestartPause } from './restart-pause.ts';
import { XdsDirectory } from './xds-directory.ts';

export interface SupervisorOptions {
  binary: string;
  address: Address;
  workers: number;
  logLevel: LogLevel;
  /** Gets what Envoy and its plugins log; text that is no log line comes as a string. */
  log(line: LogLine | string): void;
  /** Gets a plugin's lines first; those it answers true for are no log. */
  intercept(line: LogLine): boolean;
  report(message: string): void;
  /** Milliseconds of a clock that only goes on. */
  now?: () => number;
}

const LAST_WORDS = 5;

/** Keeps one Envoy running with the latest target, through its crashes too. */
export class Supervisor {
  readonly admin: AdminClient;
  readonly delivery: Delivery;
  readonly #failures = new FailureLog();
  /** Where Envoy listens; its port is known once it runs. */
  #address: Address;
  /** The address as it stands in Envoy's configuration, perhaps with port 0. It must not change while Envoy runs. */
  #written: Address;
  #envoy: EnvoyProcess | undefined;
  #target: Target | undefined;
  #isLive = false;
  readonly #stopping = new AbortController();
  readonly #pause: RestartPause;
  /** The last lines of the Envoy that runs. */
  #lastWords: string[] = [];
  /** Starts and changes happen one after the other. */
  #last: Promise<unknown> = Promise.resolve();

  /** The folder goes away with the supervisor. */
  constructor(
    private readonly directory: XdsDirectory,
    private readonly options: SupervisorOptions,
  ) {
    this.#address = options.address;
    this.#written = options.address;
    this.admin = new AdminClient(directory.adminSocket);
    this.#pause = new RestartPause(options.now ?? (() => performance.now()));
    const discovery = new Discovery(this.admin, () => this.#end);
    this.delivery = new Delivery(directory, discovery, this.#failures);
  }

  get address(): Address {
    return this.#address;
  }

  get isLive(): boolean {
    return this.#isLive;
  }

  /** How Envoy ended and what it said last; undefined while it runs. */
  get #end(): string | undefined {
    const how = this.#envoy?.end;
    return how === undefined ? undefined : [how, ...this.#lastWords].join('; ');
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** The first start. Throws DiscoveryError when Envoy cannot serve at all, for example on a port that is taken. */
  async start(target: Target): Promise<void> {
    this.#target = target;
    await this.#inTurn(() => this.#launch());
  }

  /** Serves `target` from now on; while Envoy is down, from its next start on. */
  async apply(target: Target): Promise<void> {
    this.#target = target;
    await this.#inTurn(async () => {
      if (this.#isLive) await this.delivery.apply(target, this.#written);
    });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#envoy?.stop();
    await this.#last.catch(() => undefined);
    // One that was being started meanwhile.
    await this.#envoy?.stop();
    this.directory.removeNow();
  }

  /** Ends everything at once, for the end of the process itself. */
  killNow(): void {
    this.#envoy?.killNow();
    this.directory.removeNow();
  }

  async #launch(): Promise<void> {
    const { binary, workers, logLevel } = this.options;
    if (this.#target === undefined || this.#isStopping) return;
    await this.directory.writeJson(this.directory.bootstrap, bootstrap(this.directory));
    this.#written = this.#address;
    const staged = await this.delivery.stage(this.#target, this.#written);
    if (this.#isStopping) return;
    this.#lastWords = [];
    const envoy = EnvoyProcess.start({
      binary,
      bootstrap: this.directory.bootstrap,
      workers,
      logLevel,
      onLine: (line) => this.#onLine(line),
    });
    this.#envoy = envoy;
    try {
      await staged.awaitVerdicts();
      const port = await this.admin.listenerPort(LISTENER);
      if (port === undefined) throw new DiscoveryError('Envoy runs but does not listen');
      this.#address = { ...this.#address, port };
    } catch (error) {
      await envoy.stop();
      throw error;
    }
    this.#isLive = true;
    this.#pause.serves();
    void envoy.ended.then((how) => this.#restart(how));
  }

  async #restart(how: string): Promise<void> {
    this.#isLive = false;
    if (this.#isStopping) return;
    this.#pause.crashed();
    let reason = `Envoy ended unexpectedly (${how})`;
    while (!this.#isStopping && !this.#isLive) {
      const pauseMs = this.#pause.next();
      this.options.report(`${reason}; starting it again in ${pauseMs} ms`);
      // Stopping ends the pause early.
      await sleep(pauseMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
      try {
        await this.#inTurn(() => this.#launch());
      } catch (error) {
        reason = error instanceof Error ? error.message : String(error);
      }
    }
    if (this.#isLive) this.options.report('Envoy serves again');
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.catch(() => undefined).then(work);
    this.#last = turn;
    return turn;
  }

  #onLine(text: string): void {
    const line = parseLogLine(text);
    if (line?.plugin !== undefined && this.options.intercept(line)) return;
    if (line !== undefined) this.#failures.add(line);
    this.#lastWords = [...this.#lastWords, line?.message ?? text].slice(-LAST_WORDS);
    if (line === undefined || isShown(line.level, this.options.logLevel)) this.options.log(line ?? text);
  }
}
