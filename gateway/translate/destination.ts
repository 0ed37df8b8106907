import { clusterName } from './upstream.ts';
import type { Upstream } from './upstream.ts';

export interface Destination {
  cluster: string;
  /** Relative to the other destinations of the route. */
  weight: number;
}

const LINE = /^(?:(\d{1,3})%\s+)?([^\s:]+)(?::(\d+))?(?:\s+\S+)?$/;

/**
 * Reads `higress.io/destination`: lines of `[NN%] HOST[:PORT] [SUBSET]`. Without a port the service's only port is meant.
 * A host nobody knows still becomes a cluster name, so that the route exists and answers 503.
 */
export function readDestinations(text: string, upstreams: Upstream[]): Destination[] | string {
  const lines = text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim()]));
  const destinations: Destination[] = [];
  for (const line of lines) {
    const [, percent, host, port] = LINE.exec(line) ?? [];
    if (host === undefined) return `"${line}" is not [NN%] HOST[:PORT]`;
    const number = port === undefined ? onlyPort(host, upstreams) : Number(port);
    destinations.push({ cluster: clusterName(host, number), weight: Number(percent ?? 100) });
  }
  if (destinations.length === 0) return 'names no destination';
  const sum = destinations.reduce((total, { weight }) => total + weight, 0);
  return destinations.length > 1 && sum !== 100 ? `the weights make ${sum}%, not 100%` : destinations;
}

function onlyPort(host: string, upstreams: Upstream[]): number {
  const ports = upstreams.filter((upstream) => upstream.host === host).map(({ port }) => port);
  return ports.length === 1 ? (ports[0] ?? 0) : 0;
}
