import { isIP } from 'node:net';

const LARGEST_PORT = 65_535;
const LONGEST_DOMAIN = 253;
const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;

export function isPort(port: number): boolean {
  return Number.isInteger(port) && port >= 0 && port <= LARGEST_PORT;
}

/** IPv4 or IPv6; an address with a zone, `fe80::1%eth0`, holds on one machine only and is none. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

/** A name of one label or more, perhaps with the dot of the root at its end. */
export function isDomain(text: string): boolean {
  const name = text.replace(/\.$/, '');
  return name.length <= LONGEST_DOMAIN && name.split('.').every((label) => LABEL.test(label));
}
