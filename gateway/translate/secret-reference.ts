import type { JsonObject, Secret } from '../resources/kinds.ts';
import { NAMESPACE } from '../resources/kinds.ts';
import { canonicalJson } from './canonical-json.ts';

const REFERENCE = /\$\{([A-Za-z0-9_-]*)\.(?:([^}./]+)\/)?([^}.]+)\.([^}]+)\}/g;

export interface Resolved {
  spec: JsonObject;
  /** Why references stand in `spec` as written; undefined when none does. */
  unresolved?: string;
}

/**
 * Replaces `${secret.NAME.KEY}` and `${secret.NAMESPACE/NAME.KEY}` in the text of a whole spec. As on Higress the value
 * is pasted unescaped, and one reference that fails leaves the spec as it was written: the plugin is still delivered.
 */
export function resolveSecrets(spec: JsonObject, secrets: Secret[]): Resolved {
  const missing: string[] = [];
  const text = canonicalJson(spec).replace(
    REFERENCE,
    (reference: string, type: string, namespace: string | undefined, name: string, key: string) => {
      const value = type === 'secret' ? findValue(secrets, namespace ?? NAMESPACE, name, key) : undefined;
      if (value === undefined) missing.push(reference);
      return value ?? reference;
    },
  );
  if (missing.length > 0) return { spec, unresolved: `no Secret for ${missing.join(', ')}` };
  try {
    return { spec: JSON.parse(text) as JsonObject };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {
      spec,
      unresolved: 'a secret value breaks the JSON text it is pasted into (a quote or a backslash)',
    };
  }
}

function findValue(secrets: Secret[], namespace: string, name: string, key: string): string | undefined {
  if (namespace !== NAMESPACE) return undefined;
  const data = secrets.find((secret) => secret.name === name)?.data ?? {};
  // `constructor` and its like are no keys of a Secret.
  return Object.hasOwn(data, key) ? decodeSecret(data[key] ?? '') : undefined;
}

export function decodeSecret(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
