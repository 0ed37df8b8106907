import type { JsonObject } from '../../gateway/resources/kinds.ts';
import { listDirectory, readText } from '../../gateway/resources/directory.ts';
import { ResourceStore } from '../../gateway/resources/store.ts';
import { translate, type Translation } from '../../gateway/translate/translate.ts';
import { DataFolder } from '../resources/data-folder.ts';
import type { Resource } from '../resources/resource.ts';

/** Nothing connects to it: the scripted host has a way of its own to Redis. */
const NO_BRIDGE = { host: '127.0.0.1', port: 1 };

export type ChosenRoute = { name: string; cluster: string };

/** What the local gateway would make of `resources`. */
export async function translationOf(...resources: Resource[]): Promise<Translation> {
  const folder = new DataFolder();
  try {
    folder.write(...resources);
    const store = new ResourceStore();
    await store.update(await listDirectory(folder.path), readText);
    return translate(store.resources, NO_BRIDGE);
  } finally {
    folder.delete();
  }
}

type EnvoyRoute = { name: string; match: JsonObject; route: { cluster: string } };
type VirtualHost = { domains: string[]; routes: EnvoyRoute[] };

/** Envoy's choice among the translated routes, as far as scenarios need it; undefined for a request of none. */
export function chooseRoute({ routes }: Translation, host: string, path: string): ChosenRoute | undefined {
  const hosts = routes['virtual_hosts'] as unknown as VirtualHost[];
  const name = host.replace(/:\d+$/, '').toLowerCase();
  const place =
    hosts.find(({ domains }) => domains.includes(name)) ??
    hosts.find(({ domains }) => domains.some((domain) => isSuffix(domain, name))) ??
    hosts.find(({ domains }) => domains.includes('*'));
  const bare = path.replace(/[?#].*$/, '');
  const found = place?.routes.find(({ match }) => isPathOf(match, bare));
  return found && { name: found.name, cluster: found.route.cluster };
}

function isSuffix(domain: string, host: string): boolean {
  return domain.length > 1 && domain.startsWith('*') && host.endsWith(domain.slice(1));
}

function isPathOf({ path: exact, prefix, path_separated_prefix: tree }: JsonObject, path: string): boolean {
  if (typeof exact === 'string') return path === exact;
  if (typeof prefix === 'string') return path.startsWith(prefix);
  return typeof tree === 'string' && (path === tree || path.startsWith(`${tree}/`));
}
