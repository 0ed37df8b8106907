import type { Endpoints, Service } from '../resources/kinds.ts';
import { NAMESPACE } from '../resources/kinds.ts';
import { clusterName } from './upstream.ts';
import type { Address, Upstream } from './upstream.ts';

export function serviceHost(name: string): string {
  return `${name}.${NAMESPACE}.svc.cluster.local`;
}

/** One upstream for each port of each Service; its addresses come from the Endpoints of the same name. */
export function translateServices(services: Service[], endpoints: Endpoints[]): Upstream[] {
  return services.flatMap((service) =>
    service.ports.map(({ name, port }) => {
      const host = serviceHost(service.name);
      const subsets = endpoints.find((candidate) => candidate.name === service.name)?.subsets ?? [];
      return {
        cluster: clusterName(host, port),
        host,
        port,
        discovery: 'static' as const,
        addresses: subsets.flatMap((subset) => addressesOf(subset, name)),
        protocol: /^grpc/i.test(name) ? 'GRPC' : 'HTTP',
      };
    }),
  );
}

function addressesOf({ addresses, ports }: Endpoints['subsets'][number], portName: string): Address[] {
  const port = ports.length === 1 ? ports[0] : ports.find(({ name }) => name === portName);
  return port === undefined ? [] : addresses.map((host) => ({ host, port: port.port }));
}
