import { NAMESPACE, type Resource } from './resource.ts';

export type IngressOptions = {
  /** `service.type:port` */
  destination: string;
  /** Default: any. */
  host?: string;
  /** Default: `/`. */
  path?: string;
  pathType?: 'Prefix' | 'Exact';
  annotations?: Record<string, string>;
};

const BACKEND = { resource: { apiGroup: 'networking.higress.io', kind: 'McpBridge', name: 'default' } };

/** A route to a service of the McpBridge. The name of the Ingress is the name of the route. */
export function ingress(name: string, options: IngressOptions): Resource {
  const { destination, host, path = '/', pathType = 'Prefix', annotations } = options;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace: NAMESPACE,
      annotations: { 'higress.io/destination': destination, ...annotations },
    },
    spec: {
      ingressClassName: 'higress',
      rules: [
        { ...(host === undefined ? {} : { host }), http: { paths: [{ path, pathType, backend: BACKEND }] } },
      ],
    },
  };
}
