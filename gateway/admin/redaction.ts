import type { Json } from '../resources/kinds.ts';
import { canonicalJson } from '../translate/canonical-json.ts';

const STAND_IN = '***';

/** Takes secrets out of what the gateway shows of itself, wherever in a text they stand. */
export class Redaction {
  /** Older values stay: a configuration that was refused leaves them serving. */
  readonly #texts = new Set<string>();

  add(secret: string): void {
    if (secret === '') return;
    // Pasted into JSON, a value may have been escaped anew since, by the control plane's rules or by Envoy's.
    for (const text of [secret, escaped(canonicalJson(secret)), escaped(JSON.stringify(secret))])
      this.#texts.add(text);
  }

  text(shown: string): string {
    // A secret may hold another one, so the longer ones go first.
    const longestFirst = [...this.#texts].sort((a, b) => b.length - a.length);
    return longestFirst.reduce((text, secret) => text.replaceAll(secret, STAND_IN), shown);
  }

  /** The same value with every string in it redacted; names of fields are none of a secret's business. */
  json(value: Json): Json {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map((item) => this.json(item));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, this.json(item)]));
  }
}

function escaped(json: string): string {
  return json.slice(1, -1);
}
