/** Both spellings of an annotation; the first one wins. */
export const ANNOTATION_PREFIXES = ['nginx.ingress.kubernetes.io/', 'higress.io/'] as const;

/** What the local gateway does for an Ingress. */
export const ANNOTATIONS = [
  'destination',
  'backend-protocol',
  'timeout',
  'ignore-path-case',
  'use-regex',
  'rewrite-path',
  'rewrite-target',
  'upstream-vhost',
  'proxy-next-upstream',
  'proxy-next-upstream-tries',
  'proxy-next-upstream-timeout',
  'request-header-control-add',
  'request-header-control-update',
  'request-header-control-remove',
  'response-header-control-add',
  'response-header-control-update',
  'response-header-control-remove',
  'enable-cors',
  'cors-allow-origin',
  'cors-allow-methods',
  'cors-allow-headers',
  'cors-expose-headers',
  'cors-allow-credentials',
  'cors-max-age',
  'canary',
  'canary-by-header',
  'canary-by-header-value',
  'canary-by-header-pattern',
  'canary-by-cookie',
  'canary-weight',
  'canary-weight-total',
] as const;
export type AnnotationName = (typeof ANNOTATIONS)[number];

/** Meant for the gateway, yet nothing it knows. Annotations of others are none of its business. */
export function isIgnoredAnnotation(key: string): boolean {
  const prefix = ANNOTATION_PREFIXES.find((candidate) => key.startsWith(candidate));
  return prefix !== undefined && !(ANNOTATIONS as readonly string[]).includes(key.slice(prefix.length));
}
