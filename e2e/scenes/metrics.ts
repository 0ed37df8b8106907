import type { StartedGateway } from '../gateways/gateway.ts';

const SAMPLE = /^([A-Za-z_:][\w:]*)(?:\{.*\})? ([-+.\deE]+)$/gm;

/** The gateway's metrics by name, each summed over its labels. */
export async function readMetrics(gateway: Pick<StartedGateway, 'metrics'>): Promise<Map<string, number>> {
  const text = await gateway.metrics();
  const sums = new Map<string, number>();
  for (const [, name = '', value] of text.matchAll(SAMPLE)) {
    sums.set(name, (sums.get(name) ?? 0) + Number(value));
  }
  return sums;
}
