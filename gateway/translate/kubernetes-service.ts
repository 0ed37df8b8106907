import type { Endpoints, Service, ServicePort } from '../resources/kinds.ts';
import { NAMESPACE } from '../resources/kinds.ts';
import { clusterName } from './upstream.ts';
import type { Address, Upstream } from './upstream.ts';

export function serviceHost(name: string): string {
  return `${name}.${NAMESPACE}.svc.cluster.local`;
}

/** One upstream for each port of each Service; its addresses come from the Endpoints of the same name. */
export function translateServices(services: Service[], endpoints: Endpoints[]): Upstream[] {
  return services.flatMap((service) =>
    service.ports.map((port) => {
      const host = serviceHost(service.name);
      const common = {
        cluster: clusterName(host, port.port),
        host,
        port: port.port,
        protocol: protocolOf(port),
      };
      const { externalName } = service;
      if (externalName !== undefined) {
        return { ...common, discovery: 'dns' as const, addresses: [{ host: externalName, port: port.port }] };
      }
      const subsets = endpoints.find(({ name }) => name === service.name)?.subsets ?? [];
      const addresses = subsets.flatMap((subset) => addressesOf(subset, port.name));
      return { ...common, discovery: 'static' as const, addresses };
    }),
  );
}

// By `appProtocol`, else by what stands before the first dash of the port's name, as Istio reads it.
const PROTOCOLS: Record<string, string> = {
  grpc: 'GRPC',
  http2: 'HTTP2',
  h2c: 'HTTP2',
  'kubernetes.io/h2c': 'HTTP2',
  redis: 'TCP',
  tcp: 'TCP',
};

function protocolOf({ name, protocol }: ServicePort): string {
  const word = (protocol || (name.split('-', 1)[0] ?? '')).toLowerCase();
  return PROTOCOLS[word] ?? 'HTTP';
}

function addressesOf({ addresses, ports }: Endpoints['subsets'][number], portName: string): Address[] {
  const port = ports.length === 1 ? ports[0] : ports.find(({ name }) => name === portName);
  return port === undefined ? [] : addresses.map((host) => ({ host, port: port.port }));
}
