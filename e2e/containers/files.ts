import { type AnyResource, dataFile } from '../resources/resource.ts';
import type { ContainerModules } from './modules.ts';

/** A file to be put into a container. */
export type ContainerFile = { content: string | Buffer; target: string; mode: number };

const READABLE = 0o644;

/** Where a resource lies inside a gateway's container. */
export function dataPath(resource: AnyResource): string {
  return `/data/${dataFile(resource)}`;
}

/** The resources and the modules they name. */
export function filesOf(
  resources: readonly AnyResource[],
  modules: ContainerModules,
  textOf: (resource: AnyResource) => string,
): ContainerFile[] {
  const texts = resources.map((resource) => ({
    content: textOf(resource),
    target: dataPath(resource),
    mode: READABLE,
  }));
  // Modules first: a gateway looks for them as soon as it sees the resource.
  return [...modules.namedIn(resources).map((module) => ({ ...module, mode: READABLE })), ...texts];
}
