import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Site, SiteOrigin, SiteRedis } from '../../e2e/gateways/site.ts';
import { ingress } from '../../e2e/resources/ingress.ts';
import { mcpBridge, staticService } from '../../e2e/resources/mcp-bridge.ts';
import type { Resource } from '../../e2e/resources/resource.ts';
import { wasmPlugin } from '../../e2e/resources/wasm-plugin.ts';
import { moduleFile } from '../../scripts/compile.ts';
import { emptyModule } from '../vm/empty-module.ts';
import { descendants } from './cpu-time.ts';

/** A gateway with one setting of plugins; `pid` is its Envoy. */
export type GatewayContender = { name: string; url: string; pid: number; stop: () => Promise<unknown> };

const LIMIT = { query_per_hour: 1_000_000_000 };
const REDIS = { service_name: 'redis.static' };

/** What the gateways are compared by. The first is the baseline; the last asks Redis, which `asking` tells. */
export function settings(folder: string, asking: string): [name: string, plugins: Resource[]][] {
  const emptyFile = join(folder, 'empty.wasm');
  writeFileSync(emptyFile, emptyModule());
  const ours = (fields: object): Resource[] => [
    wasmPlugin('bench', {
      url: pathToFileURL(moduleFile('release')).href,
      defaultConfig: { rule_name: 'bench', redis: REDIS, ...fields },
    }),
  ];
  const otherHeader = { limit_by_header: 'x-absent', limit_keys: [{ key: 'nobody', ...LIMIT }] };
  return [
    ['no plugin', []],
    ['empty plugin', [wasmPlugin('bench', { url: pathToFileURL(emptyFile).href, defaultConfig: {} })]],
    ['ours, no limit applies', ours({ rule_items: [otherHeader] })],
    [asking, ours({ global_threshold: LIMIT })],
  ];
}

export async function startContender(
  site: Site,
  [name, plugins]: [string, Resource[]],
  { redis, origin }: { redis: SiteRedis; origin: SiteOrigin },
): Promise<GatewayContender> {
  const before = new Set(envoys());
  const services = mcpBridge(staticService('redis', redis.address), staticService('origin', origin.address));
  const gateway = await site.startGateway({
    resources: [services, ingress('app', { destination: 'origin.static:80' }), ...plugins],
    logLevel: 'error',
  });
  const pid = envoys().find((each) => !before.has(each));
  if (pid === undefined) throw new Error(`no Envoy was started for "${name}"`);
  return { name, url: gateway.url, pid, stop: () => gateway.stop() };
}

function envoys(): number[] {
  return descendants()
    .filter(({ command }) => command.startsWith('envoy'))
    .map(({ pid }) => pid);
}
