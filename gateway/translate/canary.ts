import type { JsonObject } from '../resources/kinds.ts';
import type { AnnotationReader } from './annotation-reader.ts';
import { HEADER_NAME } from './header-name.ts';
import type { Route } from './ingress.ts';
import { escapeRegex, safeRegex } from './regex.ts';

/** How a canary Ingress takes requests away from the Ingress it stands beside. */
export type Canary = { header: JsonObject } | { share: number } | undefined;

/** Undefined for an Ingress that is none. The first of header, cookie and weight counts. */
export function readCanary(annotations: AnnotationReader): Canary {
  if (annotations.flag('canary') !== true) return undefined;
  const header = annotations.matching('canary-by-header', HEADER_NAME, 'the name of a header');
  if (header !== undefined) return { header: { name: header, string_match: headerMatcher(annotations) } };
  const cookie = annotations.matching('canary-by-cookie', /^[\w.-]{1,4096}$/, 'the name of a cookie');
  if (cookie !== undefined) {
    const regex = `^(.*?;\\s*)?(${escapeRegex(cookie)}=always)(;.*)?$`;
    return { header: { name: 'cookie', string_match: { safe_regex: safeRegex(regex) } } };
  }
  const total = annotations.integer('canary-weight-total') || 100;
  return { share: Math.min(1, (annotations.integer('canary-weight') ?? 0) / total) };
}

function headerMatcher(annotations: AnnotationReader): JsonObject {
  const value = annotations.regex('canary-by-header-value');
  if (value !== undefined) return { safe_regex: safeRegex(`always|${value}`) };
  const pattern = annotations.regex('canary-by-header-pattern');
  return pattern === undefined ? { exact: 'always' } : { safe_regex: safeRegex(pattern) };
}

const PARTS = 10_000;

/**
 * Puts the routes of a canary among those of the others. By header it becomes a route of its own, under its own name and
 * with the settings of its main route; by weight it only shares the main route's requests. Answers what is in the way.
 */
export function addCanary(
  routes: Route[],
  name: string,
  canary: Exclude<Canary, undefined>,
  own: Route[],
): string {
  for (const route of own) {
    const main = routes.find((candidate) => candidate.header === undefined && isSamePlace(candidate, route));
    if (main === undefined)
      return `no other Ingress has a route for ${route.host}${route.path}, so the canary ${name} gets no request`;
    if ('header' in canary) {
      routes.push({ ...main, name, destinations: route.destinations, header: canary.header });
      continue;
    }
    const shares = (destinations: Route['destinations'], share: number) => {
      const sum = destinations.reduce((total, { weight }) => total + weight, 0);
      // A destination that is alone gets everything, be it at 0 %.
      const partOf = (weight: number) => (sum === 0 ? 1 / destinations.length : weight / sum);
      return destinations.map((one) => ({ ...one, weight: Math.round(partOf(one.weight) * share * PARTS) }));
    };
    main.destinations = [
      ...shares(main.destinations, 1 - canary.share),
      ...shares(route.destinations, canary.share),
    ].filter(({ weight }) => weight > 0);
  }
  return '';
}

function isSamePlace(a: Route, b: Route): boolean {
  return a.host === b.host && a.path === b.path && a.type === b.type;
}
