import type { Ask } from './scenario.ts';
import { HOST } from './place.ts';

/** How a gateway sees the clients of a scenario. */
export type Peer = {
  /** `ip:port` of the connection. */
  address: string;
  /** What is appended to x-forwarded-for; for a loopback peer an address of the machine. */
  forwarded: string;
};

export type Arrival = {
  headers: (readonly [string, string])[];
  properties: { 'source.address': string };
};

/** A request as the plugins of a chain find it: the gateway has its own say about some headers first. */
export function arrivalOf(
  { method = 'GET', path = '/', host = HOST, headers = {} }: Ask,
  peer: Peer,
): Arrival {
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
      ['x-forwarded-for', [...forwarded.filter((list) => list !== ''), peer.forwarded].join(',')],
    ],
    properties: { 'source.address': peer.address },
  };
}
