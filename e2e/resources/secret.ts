import { NAMESPACE, type Resource } from './resource.ts';

/** A Secret with these values in clear; the resource holds them in base64. */
export function secret(name: string, values: Record<string, string>): Resource {
  const encoded = Object.entries(values).map(([key, value]) => [key, Buffer.from(value).toString('base64')]);
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace: NAMESPACE },
    data: Object.fromEntries(encoded) as Record<string, string>,
  };
}
