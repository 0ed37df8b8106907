import { ProvisionError, type Report } from '../provision/provision-error.ts';
import { imageId, pullImage } from './image.ts';
import { importRootFileSystem, ROOT_IMAGE, whyNoRootFileSystem } from './root-file-system.ts';

/** What containers are made from: an image with Node 20, and one with redis-server. */
export type BaseImages = { node: string; redis: string };

const PUBLIC: BaseImages = { node: 'node:20-bookworm-slim', redis: 'redis:7-bookworm' };

/**
 * The images that NODE_IMAGE and REDIS_IMAGE name, or the public ones; where they can't be pulled, one of our own that
 * has both programs. @throws {ProvisionError}
 */
export async function provideBaseImages(report: Report): Promise<BaseImages> {
  const wanted: BaseImages = {
    node: process.env['NODE_IMAGE'] || PUBLIC.node,
    redis: process.env['REDIS_IMAGE'] || PUBLIC.redis,
  };
  const isChosen = wanted.node !== PUBLIC.node || wanted.redis !== PUBLIC.redis;
  const ours: BaseImages = { node: ROOT_IMAGE, redis: ROOT_IMAGE };
  if (!isChosen && (await imageId(ROOT_IMAGE)) !== undefined) return ours;

  const obstacle = (await pullImage(wanted.node)) ?? (await pullImage(wanted.redis));
  if (obstacle === undefined) return wanted;
  if (isChosen) throw new ProvisionError(obstacle, 'correct or unset NODE_IMAGE and REDIS_IMAGE');
  report(obstacle);
  const refusal = whyNoRootFileSystem();
  if (refusal !== undefined) throw new ProvisionError(`${obstacle}; ${refusal}`, 'pull it by hand');
  await importRootFileSystem(report);
  return ours;
}
