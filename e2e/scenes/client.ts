import { Agent, request } from 'undici';

export type Ask = {
  /** Added to the client's base path. */
  path?: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string | string[]>;
  body?: string;
};

export type Answer = {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** From the first byte sent to the last one received. */
  ms: number;
};

const TIMEOUT_MS = 15_000;

/** Sends requests to one gateway. */
export class Client {
  // Enough connections that requests sent at once are in flight at once.
  readonly #agent = new Agent({ connections: 128, headersTimeout: TIMEOUT_MS, bodyTimeout: TIMEOUT_MS });

  constructor(readonly url: string) {}

  async send({ path = '/', method = 'GET', headers = {}, body }: Ask = {}): Promise<Answer> {
    const startedAt = performance.now();
    const options = { method, headers, dispatcher: this.#agent, ...(body === undefined ? {} : { body }) };
    const response = await request(`${this.url}${path}`, options);
    const text = await response.body.text();
    const ms = performance.now() - startedAt;
    return { status: response.statusCode, headers: response.headers, body: text, ms };
  }

  /** The statuses of `count` requests, each sent after the answer to the one before. */
  async statuses(count: number, ask: Ask = {}): Promise<number[]> {
    const statuses: number[] = [];
    for (let i = 0; i < count; i++) statuses.push((await this.send(ask)).status);
    return statuses;
  }

  async stop(): Promise<void> {
    await this.#agent.destroy();
  }
}
