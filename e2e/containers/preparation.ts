import { removeBelongings, removeLeftovers } from '../../scripts/docker/belongings.ts';
import { type BaseImages, provideBaseImages } from '../../scripts/docker/base-images.ts';
import { provideEngine } from '../../scripts/docker/engine.ts';
import { step } from '../../scripts/console/progress.mjs';
import type { Preparation } from '../gateways/gateway.ts';
import { IMAGE_VARIABLES, RUN_VARIABLE } from './run.ts';

/** Brings the image of the gateway here. @throws {ProvisionError} when it is not to be had */
export type ProvideGatewayImage = (base: BaseImages) => Promise<string>;

/** An engine and the images; what the run leaves behind goes at its end, however it ends. */
export async function prepareContainers(provideGateway: ProvideGatewayImage): Promise<Preparation> {
  // The clean-up of testcontainers needs an image more; ours goes by label.
  const env: Record<string, string> = {
    TESTCONTAINERS_RYUK_DISABLED: 'true',
    [RUN_VARIABLE]: String(process.pid),
  };
  const cleanUp = () => removeBelongings(process.pid);
  const absent = (absence: string): Preparation => ({ env, absence, end: async () => {} });
  if (process.platform !== 'linux') {
    return absent('containers reach the fault proxies of this machine on Linux only');
  }

  const engine = await step('Docker engine', provideEngine);
  if (!engine.isReady) return absent(engine.reason);
  const end = async () => {
    process.off('exit', cleanUp);
    cleanUp();
    await engine.stop();
  };
  // An engine of ours ends at the exit too; the containers go first.
  process.prependListener('exit', cleanUp);
  try {
    removeLeftovers();
    const base = await step('base images', provideBaseImages);
    env[IMAGE_VARIABLES.node] = base.node;
    env[IMAGE_VARIABLES.redis] = base.redis;
    env[IMAGE_VARIABLES.gateway] = await provideGateway(base);
    return { env, end };
  } catch (error) {
    await end();
    throw error;
  }
}
