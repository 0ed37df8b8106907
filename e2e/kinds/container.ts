import { step } from '../../scripts/console/progress.mjs';
import { buildGatewayImage } from '../../scripts/docker/gateway-image.ts';
import { ContainerModules } from '../containers/modules.ts';
import { prepareContainers } from '../containers/preparation.ts';
import type { GatewayKind } from '../gateways/gateway.ts';

const modules = new ContainerModules();

/** The local gateway in a container, with a Redis and an origin in containers beside it. */
export const container: GatewayKind = {
  name: 'container',
  lacks: {},
  prepare: () =>
    prepareContainers((base) =>
      step('image of the local gateway', (report) => buildGatewayImage(base.node, report)),
    ),
  openSite: async () => {
    // Not before it is needed: with testcontainers in it the runner would not hear its signals.
    const { ContainerSite } = await import('../containers/site.ts');
    const { LocalGatewayContainer } = await import('../containers/local-gateway.ts');
    return ContainerSite.open((network, options) => LocalGatewayContainer.start(modules, network, options));
  },
  moduleUrl: (file) => modules.urlOf(file),
};
