import type { Needs } from './needs.ts';

/** The file Envoy loads for a plugin. */
export interface LinkedFile {
  path: string;
  /** Version of the ABI the plugin was built for. */
  abi: string;
  needs?: Needs;
}
