import type { StartedGateway } from '../gateways/gateway.ts';

const SAMPLE = /^([A-Za-z_:][\w:]*)(\{.*\})? ([-+.\deE]+)$/gm;

/** Label of what Envoy tells of the gateway's clients; its administration counts under the same names. */
export const OF_CLIENTS = 'envoy_http_conn_manager_prefix="http"';

/** The gateway's metrics by name, each summed over its labels, or over those that hold `label`. */
export async function readMetrics(
  gateway: Pick<StartedGateway, 'metrics'>,
  label = '',
): Promise<Map<string, number>> {
  const text = await gateway.metrics();
  const sums = new Map<string, number>();
  for (const [, name = '', labels = '', value] of text.matchAll(SAMPLE)) {
    if (labels.includes(label)) sums.set(name, (sums.get(name) ?? 0) + Number(value));
  }
  return sums;
}
