import type { Ask } from './scenario.ts';
import { HOST } from './place.ts';

/** By which the clients of a scenario reach the gateway. */
const PEER_IP = '127.0.0.1';
const PEER_PORT = 50_000;

export type Arrival = {
  headers: (readonly [string, string])[];
  properties: { 'source.address': string };
};

/** A request as the plugins of a chain find it: the gateway has its own say about some headers first. */
export function arrivalOf({ method = 'GET', path = '/', host = HOST, headers = {} }: Ask): Arrival {
  const sent = Object.entries(headers).flatMap(([name, values]) =>
    [values].flat().map((value) => [name.toLowerCase(), value.trim()] as const),
  );
  const forwarded = sent.filter(([name]) => name === 'x-forwarded-for').map(([, value]) => value);
  return {
    headers: [
      [':method', method],
      [':path', path],
      [':scheme', 'http'],
      [':authority', host],
      ...sent.filter(([name]) => name !== 'x-forwarded-for'),
      // use_remote_address: the peer is appended, to a list that may be empty.
      ['x-forwarded-for', [...forwarded, PEER_IP].join(',')],
    ],
    properties: { 'source.address': `${PEER_IP}:${PEER_PORT}` },
  };
}
