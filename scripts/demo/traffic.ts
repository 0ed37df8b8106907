import type { Origin } from '../../e2e/servers/origin.ts';

/** What became of the requests: those the origin saw, and those the gateway answered itself with a 4xx. */
export type Traffic = { allowed: number; denied: number };

const ANSWERS = /^envoy_http_downstream_rq_xx\{(.*)\} (\d+)$/gm;

/** Reads both sides: the origin's own count, and the gateway's answers less the origin's. */
export async function readTraffic(origin: Origin, adminUrl: string): Promise<Traffic> {
  const response = await fetch(`${adminUrl}/stats/prometheus`);
  const answered = clientErrors(await response.text());
  return { allowed: origin.arrived, denied: Math.max(0, answered - origin.answered(4)) };
}

/** 4xx answers of every listener but Envoy's own admin one. */
export function clientErrors(metrics: string): number {
  let sum = 0;
  for (const [, labels = '', value] of metrics.matchAll(ANSWERS)) {
    if (!labels.includes('response_code_class="4"') || labels.includes('conn_manager_prefix="admin"'))
      continue;
    sum += Number(value);
  }
  return sum;
}
