import { join } from 'node:path';
import { type Report } from './provision-error.ts';
import { unpackedWheel } from './wheel.ts';

const WHEEL = {
  project: 'gpustack-higress-plugins',
  version: '0.5.1',
  sha256: 'd233f22b3825258505406a07157f489f670f7b1b67473c1c8ded0389d3b4cdb2',
};

/** Compiled Go plugins of other people and their versions: the gateway must run them unchanged. */
const VERSIONS = {
  'ai-data-masking': '2.0.3',
  'ai-statistics': '2.0.0',
  'gpustack-ai-proxy': '2.0.3-patched',
  'gpustack-ext-auth': '0.1.3',
  'gpustack-generic-proxy-router': '1.0.1',
  'gpustack-ip-acl': '0.1.0',
  'gpustack-lb': '0.1.2',
  'gpustack-lb-decision-service': '0.2.1',
  'gpustack-lb-least-load': '0.1.0',
  'gpustack-lb-session-affinity': '0.1.0',
  'gpustack-rate-limit': '1.0.1',
  'gpustack-set-header-pre-route': '1.0.1',
  'gpustack-token-usage': '1.2.2',
  transformer: '2.0.0',
} as const;

export type OfficialPlugin = keyof typeof VERSIONS;

export const OFFICIAL_PLUGINS = Object.keys(VERSIONS) as OfficialPlugin[];

/** Path of the plugin's .wasm file, fetched on first use (25 MB for all of them). */
export async function provideOfficialPlugin(
  name: OfficialPlugin,
  report: Report = () => {},
): Promise<string> {
  const folder = await unpackedWheel(WHEEL, report);
  return join(folder, 'gpustack_higress_plugins', 'plugins', name, VERSIONS[name], 'plugin.wasm');
}
