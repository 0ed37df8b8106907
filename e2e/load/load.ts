import { createHistogram } from 'node:perf_hooks';
import { Agent, request } from 'undici';
import type { Ask } from '../scenes/client.ts';
import { arriveAtRate } from './arrivals.ts';
import type { Arrivals } from './arrivals.ts';

export interface LoadOptions extends Arrivals {
  /** Base URL of the gateway. */
  url: string;
  /** What the request of this index, from 0, looks like; default: GET of the base URL. */
  ask?: (index: number) => Ask;
  /** After which a request without an answer is an error; default 15 s. */
  timeoutMs?: number;
}

/** Milliseconds from the moment a request was due, sent or not, to the end of its answer. */
export interface Latency {
  mean: number;
  max: number;
  percentile(share: number): number;
}

export interface LoadReport {
  /** Requests that were due; each of them was sent. */
  sent: number;
  /** Whole answers by status. */
  statuses: Record<number, number>;
  /** Requests without a whole answer by kind, such as ECONNRESET. */
  errors: Record<string, number>;
  latency: Latency;
  /** How much later than due the latest request left: large when this machine could not keep the rate. */
  latestStartMs: number;
}

const TIMEOUT_MS = 15_000;
const MICROSECONDS = 1000;

/**
 * Sends requests at a constant rate (an open loop): a gateway that stalls gets as many as before, and the time they
 * wait counts. Connections are opened as needed and kept. Resolves when each request has an answer or an error.
 */
export async function runLoad(options: LoadOptions): Promise<LoadReport> {
  const { url, ask = (): Ask => ({}), timeoutMs = TIMEOUT_MS } = options;
  const agent = new Agent({ pipelining: 1, headersTimeout: timeoutMs, bodyTimeout: timeoutMs });
  const histogram = createHistogram();
  const statuses: Record<number, number> = {};
  const errors: Record<string, number> = {};
  const underWay: Promise<void>[] = [];
  let latestStartMs = 0;

  const send = async (index: number, dueAt: number): Promise<void> => {
    latestStartMs = Math.max(latestStartMs, performance.now() - dueAt);
    try {
      const { path = '/', method = 'GET', headers = {}, body } = ask(index);
      const wanted = { method, headers, dispatcher: agent, ...(body === undefined ? {} : { body }) };
      const response = await request(`${url}${path}`, wanted);
      await response.body.dump({ limit: Infinity });
      statuses[response.statusCode] = (statuses[response.statusCode] ?? 0) + 1;
    } catch (error) {
      const kind = kindOf(error);
      errors[kind] = (errors[kind] ?? 0) + 1;
    }
    histogram.record(Math.max(1, Math.round((performance.now() - dueAt) * MICROSECONDS)));
  };

  try {
    const sent = await arriveAtRate(options, (index, dueAt) => underWay.push(send(index, dueAt)));
    await Promise.all(underWay);
    const latency = {
      mean: histogram.mean / MICROSECONDS,
      max: histogram.max / MICROSECONDS,
      percentile: (share: number) => histogram.percentile(share) / MICROSECONDS,
    };
    return { sent, statuses, errors, latency, latestStartMs };
  } finally {
    await agent.destroy();
  }
}

function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error ? String(error.code) : error.name;
}
