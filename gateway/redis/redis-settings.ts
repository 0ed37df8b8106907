/** What `proxy_redis_init` installs for a cluster. */
export interface RedisSettings {
  readonly user: Buffer;
  readonly password: Buffer;
  /** Of the one timer a connection has; 0 makes every command fail at once. */
  readonly timeoutMs: number;
  /** All parameters of the cluster string: unknown ones have no effect but count for equality. */
  readonly parameters: ReadonlyMap<string, string>;
}

export const DEFAULT_SETTINGS: RedisSettings = {
  user: Buffer.alloc(0),
  password: Buffer.alloc(0),
  timeoutMs: 1000,
  parameters: new Map(),
};

const DEFAULT_FLUSH_TIMEOUT_MS = 3;
const DEFAULT_FLUSH_BYTES = 1024;

/** A query as the gateway reads it: nothing is decoded, and the first of equal names counts. */
export function parseParameters(query: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of query.replace(/^\?/, '').split('&')) {
    const equals = pair.indexOf('=');
    const name = equals < 0 ? pair : pair.slice(0, equals);
    if (name !== '' && !parameters.has(name)) parameters.set(name, equals < 0 ? '' : pair.slice(equals + 1));
  }
  return parameters;
}

export function sameSettings(a: RedisSettings, b: RedisSettings): boolean {
  return (
    a.timeoutMs === b.timeoutMs &&
    a.user.equals(b.user) &&
    a.password.equals(b.password) &&
    a.parameters.size === b.parameters.size &&
    [...a.parameters].every(([name, value]) => b.parameters.get(name) === value)
  );
}

/** How long commands wait for company before they are written. */
export function flushTimeoutMs({ parameters }: RedisSettings): number {
  return wholeNumber(parameters.get('buffer_flush_timeout'), DEFAULT_FLUSH_TIMEOUT_MS);
}

/** From how many waiting bytes on they are written at once. */
export function flushBytes({ parameters }: RedisSettings): number {
  return wholeNumber(parameters.get('max_buffer_size_before_flush'), DEFAULT_FLUSH_BYTES);
}

function wholeNumber(text: string | undefined, otherwise: number): number {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : otherwise;
}
