import { step } from '../../scripts/console/progress.mjs';
import { pullImage } from '../../scripts/docker/image.ts';
import { ProvisionError } from '../../scripts/provision/provision-error.ts';
import { ContainerModules } from '../containers/modules.ts';
import { prepareContainers } from '../containers/preparation.ts';
import type { GatewayKind } from '../gateways/gateway.ts';

const modules = new ContainerModules();

/** Higress itself, all in one image, with a Redis and an origin in containers beside it. */
export const higress: GatewayKind = {
  name: 'higress',
  lacks: {
    reasons: 'Higress does not tell why it refuses resources',
    'prompt changes': 'on Higress a change takes seconds to arrive',
    'clean end':
      'the supervisor of all-in-one asks the shells around its programs to end, which wait for them',
  },
  prepare: () => prepareContainers(() => step('image of Higress', provideHigressImage)),
  openSite: async () => {
    // Not before it is needed: with testcontainers in it the runner would not hear its signals.
    const { ContainerSite } = await import('../containers/site.ts');
    const { HigressContainer } = await import('../containers/higress-gateway.ts');
    return ContainerSite.open((network, options) => HigressContainer.start(modules, network, options));
  },
  moduleUrl: (file) => modules.urlOf(file),
};

/** The name of the image, once it is here. @throws {ProvisionError} */
export async function provideHigressImage(): Promise<string> {
  const name = process.env['HIGRESS_IMAGE'] || 'higress/all-in-one:latest';
  const obstacle = await pullImage(name);
  if (obstacle === undefined) return name;
  throw new ProvisionError(obstacle, 'pull or load it, or name one that is here in HIGRESS_IMAGE');
}
