import type { Json } from '../resources/kinds.ts';

// The control plane writes JSON with Go's encoder, which also escapes what could end a script element.
const ESCAPED = /[<>&\u2028\u2029]/g;
const escape = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

const string = (text: string) => JSON.stringify(text).replace(ESCAPED, escape);
const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Compact JSON with keys sorted by their UTF-8 bytes, letter for letter as a plugin gets it on Higress. */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return string(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const keys = Object.keys(value).sort(byBytes);
  return `{${keys.map((key) => `${string(key)}:${canonicalJson(value[key] ?? null)}`).join(',')}}`;
}
