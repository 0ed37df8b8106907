import type { JsonObject } from '../resources/kinds.ts';
import type { AnnotationReader } from './annotation-reader.ts';

const PREVIOUS_HOSTS = 'envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate';

// What Istio sets on every route; requests that change state are not sent twice.
const DEFAULT: JsonObject = {
  retry_on: 'connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes',
  num_retries: 2,
  retriable_status_codes: [503],
  retriable_request_headers: [
    { name: ':method', string_match: { safe_regex: { regex: 'POST|PATCH|LOCK' } }, invert_match: true },
  ],
};

// A retry goes to another host where there is one.
const ELSEWHERE: JsonObject = {
  retry_host_predicate: [
    {
      name: 'envoy.retry_host_predicates.previous_hosts',
      typed_config: { '@type': `type.googleapis.com/${PREVIOUS_HOSTS}` },
    },
  ],
  host_selection_retry_max_attempts: 5,
};

const DEFAULT_TRIES = 3;
const CONDITIONS = ['error', 'timeout', 'invalid_header'];

/** Envoy's retry policy of a route; undefined for none. */
export function retryPolicy(annotations: AnnotationReader): JsonObject | undefined {
  const conditions = annotations.text('proxy-next-upstream')?.split(/[\s,]+/);
  const tries = annotations.integer('proxy-next-upstream-tries');
  const seconds = annotations.integer('proxy-next-upstream-timeout');
  if ([conditions, tries, seconds].every((value) => value === undefined)) return { ...DEFAULT, ...ELSEWHERE };
  if (conditions?.includes('off') === true || tries === 0) return undefined;

  const codes = (conditions ?? []).flatMap((condition) => /^http_(\d{3})$/.exec(condition)?.[1] ?? []);
  const serverErrors = conditions === undefined || conditions.some((one) => CONDITIONS.includes(one));
  const retryOn = [...(serverErrors ? ['5xx'] : []), ...(codes.length > 0 ? ['retriable-status-codes'] : [])];
  const isIdempotentOnly = conditions?.includes('non_idempotent') !== true;
  return {
    retry_on: retryOn.join(','),
    num_retries: tries ?? DEFAULT_TRIES,
    ...(codes.length > 0 && { retriable_status_codes: codes.map(Number) }),
    ...(isIdempotentOnly && { retriable_request_headers: DEFAULT['retriable_request_headers'] ?? [] }),
    ...((seconds ?? 0) > 0 && { per_try_timeout: `${seconds}s` }),
    ...ELSEWHERE,
  };
}
