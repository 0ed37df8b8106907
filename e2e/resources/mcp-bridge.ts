import { NAMESPACE, type Resource } from './resource.ts';

/** A service outside the cluster; plugins and routes know it as `name.type`. */
export type Registry = {
  name: string;
  type: 'static' | 'dns';
  domain: string;
  port: number;
  protocol?: 'HTTP' | 'HTTPS' | 'TCP';
  /** The name TLS asks for. */
  sni?: string;
};

/** A static service at `address` (`ip:port`). Its own port is only a name, and 80 by custom. */
export function staticService(name: string, address: string): Registry {
  return { name, type: 'static', domain: address, port: 80 };
}

/** The one McpBridge that counts. */
export function mcpBridge(...registries: Registry[]): Resource {
  return {
    apiVersion: 'networking.higress.io/v1',
    kind: 'McpBridge',
    metadata: { name: 'default', namespace: NAMESPACE },
    spec: { registries },
  };
}
