import { Agent, request } from 'undici';
import type { StartedGateway } from '../gateways/gateway.ts';
import type { SiteRedis } from '../gateways/site.ts';
import type { Resource } from '../resources/resource.ts';
import { type Echo, ORIGIN_MARK } from '../servers/origin.ts';
import { until, waitFor, WaitTimeout } from '../control/wait.ts';
import { type Answer, answerOf } from './answer.ts';
import type { Ask } from './scenario.ts';
import type { Stage } from './stage.ts';
import { HOST } from './place.ts';

/** How long a line of the log may be behind the answer it is about. */
const LOG_DELAY_MS = 3_000;
const SAID = /^plugin \S+ (warning|error): (.*)$/;
/** The gateway's words for the levels, and the plugin's. */
const LEVELS: Record<string, string> = { warning: 'warn', error: 'error' };

/** A real gateway. */
export class GatewayStage implements Stage {
  readonly name = 'gateway';
  readonly #agent = new Agent({ connections: 64 });
  #logsFrom = 0;

  constructor(
    private readonly gateway: StartedGateway,
    readonly redis: SiteRedis,
  ) {}

  async configure(plugin: Resource): Promise<boolean> {
    this.#logsFrom = this.gateway.logs().length;
    await this.gateway.apply(plugin);
    const { reasons } = await this.gateway.readiness();
    return !reasons.some(({ kind, name }) => kind === plugin.kind && name === plugin.metadata.name);
  }

  sendAtOnce(asks: readonly Ask[]): Promise<Answer[]> {
    return Promise.all(asks.map((ask) => this.#send(ask)));
  }

  /** What the gateway appends to x-forwarded-for, told by the origin. */
  async forwardedPeer(): Promise<string> {
    // A connection that is older than a filter of the chain never meets it, so this one is not kept.
    const options = { headers: { host: HOST }, dispatcher: this.#agent, reset: true };
    const response = await request(this.gateway.url, options);
    const { headers } = (await response.body.json()) as Echo;
    return String(headers['x-forwarded-for']);
  }

  async #send({ method = 'GET', path = '/', host = HOST, headers = {}, body }: Ask): Promise<Answer> {
    const options = { method, path, headers: { host, ...headers }, ...(body !== undefined && { body }) };
    // Not `request` of the library: a URL would come between, which mends what a client may well send.
    const response = await this.#agent.request({ origin: this.gateway.url, ...options });
    const text = await response.body.text();
    const isEcho = response.headers[ORIGIN_MARK] !== undefined && text !== '';
    return answerOf(
      response.statusCode,
      response.headers,
      text,
      isEcho ? (JSON.parse(text) as Echo) : undefined,
    );
  }

  async said(expected: readonly string[]): Promise<string[]> {
    const isAllSaid = () => expected.every((line) => this.#lines().includes(line));
    try {
      await until(waitFor('the plugin to say it', isAllSaid), LOG_DELAY_MS);
    } catch (error) {
      // What is missing is a difference, and told as one.
      if (!(error instanceof WaitTimeout)) throw error;
    }
    return this.#lines();
  }

  #lines(): string[] {
    const said = this.gateway.logs().slice(this.#logsFrom);
    const lines = said.flatMap((line) => {
      const [, level, text] = SAID.exec(line) ?? [];
      return level === undefined ? [] : [`${LEVELS[level]} ${text}`];
    });
    return [...new Set(lines)].sort();
  }

  async stop(): Promise<void> {
    await this.#agent.destroy();
  }
}
