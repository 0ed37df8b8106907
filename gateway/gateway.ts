import { AdminServer } from './admin/server.ts';
import { ReasonNews } from './admin/reason-news.ts';
import { AdminView } from './admin/view.ts';
import { DirectoryState } from './directory-state.ts';
import { AdminClient } from './envoy/admin-client.ts';
import { ClusterHosts } from './envoy/cluster-hosts.ts';
import type { LogLevel } from './envoy/envoy-process.ts';
import { NOISE } from './envoy/failure-log.ts';
import type { LogLine } from './envoy/log-line.ts';
import { speaker } from './envoy/speaker.ts';
import { Supervisor } from './envoy/supervisor.ts';
import { XdsDirectory } from './envoy/xds-directory.ts';
import { ModuleSource } from './modules/module-source.ts';
import type { Link } from './modules/module-source.ts';
import type { RedisBridge } from './redis/bridge.ts';
import { isTraceLine } from './trace/record.ts';
import type { Trace } from './trace/trace.ts';
import { ChangeEvents } from './resources/change-events.ts';
import { InterruptibleSleep } from './resources/interruptible-sleep.ts';
import { watchState } from './resources/watch.ts';
import type { Address } from './translate/upstream.ts';

export interface GatewayOptions {
  /** The folder with the custom resources. */
  directory: string;
  /** Port 0 means any free one. */
  http: Address;
  admin: Address;
  workers: number;
  logLevel: LogLevel;
  envoyBinary: string;
  link: Link;
  /** Starts the Redis bridge on a unix socket. The gateway closes it when it stops. */
  startBridge(socketPath: string): Promise<RedisBridge>;
  /** Where plugins were instrumented for, if they were. The gateway closes it when it stops. */
  trace?: Trace | undefined;
  /** Gets every line that whoever runs the gateway should see. */
  report(line: string): void;
}

const WATCH_INTERVAL_MS = 100;
const READINESS_INTERVAL_MS = 100;
/** How often files and reasons are looked at while nobody said that they changed. */
const IDLE_INTERVAL_MS = 1000;
/** How long the start waits for modules to fetch; requests would pass by the plugin, or be refused, without it. */
const FETCH_PATIENCE_MS = 5000;
/** How long after a change reasons come and go. */
const UNREST_MS = 2000;

/** A folder of custom resources, served by Envoy. */
export class Gateway {
  readonly #end = new AbortController();
  readonly #view: AdminView;
  readonly #shownIgnored = new Set<string>();
  readonly #killNow = () => this.supervisor.killNow();
  readonly #sleep = new InterruptibleSleep();
  #isAtRestAfter = 0;
  /** Of DIR, as it is in effect. */
  #content = '';
  #adminServer: AdminServer | undefined;
  #watching: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly options: GatewayOptions,
    private readonly state: DirectoryState,
    private readonly supervisor: Supervisor,
    private readonly bridge: RedisBridge,
    private readonly source: ModuleSource,
    private readonly events: ChangeEvents,
  ) {
    this.#view = new AdminView(state, supervisor, bridge);
  }

  /** Resolves once Envoy serves; that is before the gateway is ready when something in DIR is refused. */
  static async start(options: GatewayOptions): Promise<Gateway> {
    const { directory, link, report, envoyBinary, http, workers, logLevel, trace } = options;
    const events = new ChangeEvents();
    const source = new ModuleSource(link, report, { onChange: () => events.hear() });
    const folder = await XdsDirectory.create();
    const hosts = new ClusterHosts(new AdminClient(folder.adminSocket));
    const state = new DirectoryState(directory, source, { path: folder.redisSocket }, hosts);
    const log = (line: LogLine | string) => {
      if (!isExpected(line)) report(describeLog(line, state));
    };
    const supervisor = new Supervisor(folder, {
      ...{ binary: envoyBinary, address: http, workers, logLevel },
      ...{ log, report: (message) => report(`gateway: ${message}`) },
      intercept: ({ thread, plugin }) => {
        if (trace === undefined || plugin === undefined || !isTraceLine(plugin.message)) return false;
        trace.addPluginLine(thread, speaker(plugin.prefix, state.plugins), plugin.message);
        return true;
      },
    });
    const bridge = await options.startBridge(folder.redisSocket).catch((error: Error) => {
      folder.removeNow();
      throw error;
    });
    const gateway = new Gateway(options, state, supervisor, bridge, source, events);
    process.once('exit', gateway.#killNow);
    try {
      gateway.#adminServer = await AdminServer.start(gateway.#view, options.admin);
      let known = await state.read();
      if (await source.tried(FETCH_PATIENCE_MS)) known = await state.read();
      bridge.setClusters(state.redisClusters);
      await supervisor.start(state.target);
      await gateway.#settle(known);
      gateway.#stir();
      await gateway.#showIgnored();
      gateway.#watching = Promise.all([gateway.#watch(known), gateway.#showReasons()]);
    } catch (error) {
      await gateway.stop();
      throw error;
    }
    return gateway;
  }

  get httpPort(): number {
    return this.supervisor.address.port;
  }

  get adminPort(): number {
    return this.#adminServer?.port ?? 0;
  }

  /** Resolves when the gateway is ready for the first time (true), or is stopped before that. */
  async untilReady(): Promise<boolean> {
    while (!this.#end.signal.aborted) {
      if ((await this.#view.reasons()).length === 0) return true;
      await this.#pause();
    }
    return false;
  }

  /** Ends everything that was started. */
  async stop(): Promise<void> {
    this.#end.abort();
    this.events.close();
    this.source.close();
    this.#sleep.wake();
    await this.#adminServer?.close();
    await this.supervisor.stop();
    await this.bridge.close();
    await this.#watching;
    await this.options.trace?.close();
    process.off('exit', this.#killNow);
  }

  async #watch(known: string): Promise<void> {
    const { signal } = this.#end;
    const report = (error: Error | undefined) => {
      if (this.#view.noteFailure(error?.message)) this.#stir();
    };
    const look = async () => {
      // Before the look, so that nothing falls between it and the next wait.
      this.events.watch(this.state.folders);
      return this.state.signature();
    };
    const idle = () => this.events.wait(IDLE_INTERVAL_MS);
    const options = { known, intervalMs: WATCH_INTERVAL_MS, idle, signal, report };
    await watchState(look, () => this.#reload(), options);
  }

  async #reload(): Promise<string> {
    const startedAt = performance.now();
    const before = this.#content;
    this.#stir();
    // A restarted Envoy may have judged since.
    this.#accept();
    const signature = await this.state.read();
    await this.#handOver();
    await this.#settle(signature);
    this.#stir();
    await this.#showIgnored();
    if (this.#content !== before)
      this.options.report(`gateway: took over a change in ${Math.round(performance.now() - startedAt)} ms`);
    return signature;
  }

  async #handOver(): Promise<void> {
    this.bridge.setClusters(this.state.redisClusters);
    await this.supervisor.apply(this.state.target);
  }

  /** Once Envoy has judged the plugins, what only their older versions needed can go. */
  async #settle(signature: string): Promise<void> {
    const before = JSON.stringify(this.state.target);
    this.#accept();
    if (JSON.stringify(this.state.target) !== before) await this.#handOver();
    this.state.settle(signature);
    this.#content = this.state.content;
  }

  /** Notes which plugins Envoy runs as DIR had them when it was read last. */
  #accept(): void {
    const { delivery, isLive } = this.supervisor;
    if (!isLive) return;
    const older = new Set([
      ...delivery.refusedPlugins.map(({ resource }) => resource),
      ...delivery.pendingPlugins,
    ]);
    this.state.accept((resource) => !older.has(resource));
  }

  /** Says once what of DIR has no effect here. */
  async #showIgnored(): Promise<void> {
    for (const line of await this.state.ignored()) {
      if (!this.#shownIgnored.has(line)) this.options.report(`gateway: ${line}`);
      this.#shownIgnored.add(line);
    }
  }

  /** Says each reason once, unless it goes away by itself as those of a running change do. */
  async #showReasons(): Promise<void> {
    const news = new ReasonNews();
    while (!this.#end.signal.aborted) {
      const lines = news.tell(await this.#view.reasons(), performance.now());
      for (const line of lines) this.options.report(`gateway: ${line}`);
      await this.#pause();
    }
  }

  /** Reasons may come and go now: whoever looks at them does so more often for a while. */
  #stir(): void {
    this.#isAtRestAfter = performance.now() + UNREST_MS;
    this.#sleep.wake();
  }

  async #pause(): Promise<void> {
    if (this.#end.signal.aborted) return;
    const isAtRest = performance.now() > this.#isAtRestAfter;
    await this.#sleep.sleep(isAtRest ? IDLE_INTERVAL_MS : READINESS_INTERVAL_MS);
  }
}

// Notices about what the gateway does on purpose.
const EXPECTED_NOTICES = [
  'caught ENVOY_SIGTERM',
  'There is no configured limit to the number of allowed active downstream connections',
  // The only way to a larger expression than Envoy's default that goes with the routes.
  'Deprecated field: type envoy.type.matcher.v3.RegexMatcher',
  "field 'envoy.config.core.v3.Http1ProtocolOptions.allow_custom_methods' is marked as work-in-progress",
];

function isExpected(line: LogLine | string): boolean {
  if (typeof line === 'string' || line.plugin !== undefined) return false;
  return NOISE.test(line.message) || EXPECTED_NOTICES.some((notice) => line.message.startsWith(notice));
}

function describeLog(line: LogLine | string, state: DirectoryState): string {
  if (typeof line === 'string') return `envoy: ${line}`;
  const { level, plugin, component, message } = line;
  if (plugin === undefined) return `envoy ${level} ${component}: ${message}`;
  return `plugin ${speaker(plugin.prefix, state.plugins)} ${level}: ${plugin.message}`;
}
