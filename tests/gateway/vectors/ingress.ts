import { bridge, meaningOf } from './meaning.ts';
import type { Files, Meaning } from './meaning.ts';

const origins = bridge(
  { name: 'a', type: 'static', domain: '127.0.0.1:1', port: 80, protocol: 'HTTP' },
  { name: 'b', type: 'static', domain: '127.0.0.1:2', port: 8080, protocol: 'HTTP' },
);
export const A = 'outbound|80||a.static';
export const B = 'outbound|8080||b.static';

export interface Options {
  annotations?: Record<string, string>;
  host?: string;
  path?: string;
  pathType?: string;
  spec?: object;
}

/** An Ingress that leads to the first of two origins, unless its annotations say otherwise. */
export function ingress(name: string, options: Options = {}): Files {
  const { annotations = {}, host, path = '/', pathType = 'Prefix', spec } = options;
  const given = Object.entries(annotations).map(([key, value]) => [`higress.io/${key}`, value]);
  const rules = [{ ...(host !== undefined && { host }), http: { paths: [{ path, pathType }] } }];
  return {
    [`ingresses/${name}.yaml`]: {
      metadata: { annotations: { 'higress.io/destination': 'a.static:80', ...Object.fromEntries(given) } },
      spec: { rules, ...spec },
    },
  };
}
/** Of these files, beside a registry with both origins. */
export function meaning(...files: Files[]): Promise<Meaning> {
  return meaningOf(Object.assign({}, origins, ...files) as Files);
}
