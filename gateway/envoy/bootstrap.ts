import type { JsonObject } from '../resources/kinds.ts';
import { fileSource } from '../translate/listener.ts';

export interface BootstrapPaths {
  adminSocket: string;
  clusters: string;
  listeners: string;
}

export function bootstrap({ adminSocket, clusters, listeners }: BootstrapPaths): JsonObject {
  return {
    node: { id: 'higress-gateway', cluster: 'higress-gateway' },
    admin: { address: { pipe: { path: adminSocket, mode: 0o600 } } },
    dynamic_resources: { cds_config: fileSource(clusters), lds_config: fileSource(listeners) },
  };
}
