import { EMPTY_REDIS, type Exchange } from './vector.ts';

/**
 * A configuration of the probe. The probe splits any text into statements and ignores what is none, so the script may
 * lie in JSON. The second member makes the local gateway serve that cluster as Redis.
 */
export function configurationOf(script = ''): { script: string; z_redis: string } {
  return { script: `;${script};`, z_redis: EMPTY_REDIS };
}

/** The request headers of an exchange. */
export function headersOf({ path, method, headers, script }: Exchange): Record<string, string> {
  return {
    ':method': method ?? 'GET',
    ':path': path ?? '/',
    ':scheme': 'http',
    ':authority': 'a.example',
    ...headers,
    ...(script !== undefined && { 'x-probe': script }),
  };
}
