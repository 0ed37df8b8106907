import type { JsonObject } from '../resources/kinds.ts';
import type { AnnotationReader } from './annotation-reader.ts';
import { escapeRegex, safeRegex } from './regex.ts';

export const CORS_FILTER = 'envoy.filters.http.cors';
const TYPES = 'type.googleapis.com/envoy.extensions.filters.http.cors.v3';

const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'OPTIONS'];
const HEADERS = [
  ...['DNT', 'X-CustomHeader', 'Keep-Alive', 'User-Agent', 'X-Requested-With'],
  ...['If-Modified-Since', 'Cache-Control', 'Content-Type', 'Authorization'],
];
const MAX_AGE_SECONDS = 1_728_000;

/** Stands in every chain and does nothing on a route without a policy. */
export const corsFilter: JsonObject = { name: CORS_FILTER, typed_config: { '@type': `${TYPES}.Cors` } };

/** The policy of a route for the filter above; undefined unless `enable-cors` is true. */
export function corsPolicy(annotations: AnnotationReader): JsonObject | undefined {
  if (annotations.flag('enable-cors') !== true) return undefined;
  const exposed = annotations.list('cors-expose-headers') ?? [];
  return {
    '@type': `${TYPES}.CorsPolicy`,
    allow_origin_string_match: (annotations.list('cors-allow-origin') ?? ['*']).map(originMatcher),
    allow_methods: (annotations.list('cors-allow-methods') ?? METHODS).join(','),
    allow_headers: (annotations.list('cors-allow-headers') ?? HEADERS).join(','),
    ...(exposed.length > 0 && { expose_headers: exposed.join(',') }),
    allow_credentials: annotations.flag('cors-allow-credentials') ?? true,
    max_age: String(annotations.integer('cors-max-age') ?? MAX_AGE_SECONDS),
  };
}

/** `*` in front of a host name stands for any subdomain, whatever the scheme. */
function originMatcher(origin: string): JsonObject {
  if (origin === '*') return { safe_regex: { regex: '.*' } };
  const [, suffix] = /^\w+:\/\/\*([^/]*)$/.exec(origin) ?? [];
  if (suffix === undefined) return { exact: origin };
  return { safe_regex: safeRegex(`.*${escapeRegex(suffix)}`) };
}
