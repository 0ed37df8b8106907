import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { CertificateAuthority, IssuedCertificate } from '../servers/certificate-authority.ts';
import type { HopConfiguration } from '../servers/verifying-hop.ts';

/** The name that the certificate of Redis has to be for in the recipes. */
export const REDIS_HOST_NAME = 'redis.example.com';

const PAGE = readFileSync(new URL('../../docs/redis-tls.md', import.meta.url), 'utf8');
const BLOCK = /^```yaml\n([^]*?)^```$/gm;
const PLACEHOLDER = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\n/;

type Cluster = { name: string; transport_socket: TransportSocket };
type TransportSocket = {
  typed_config: { common_tls_context: { validation_context: object; tls_certificates?: object } };
};
type Hop = { static_resources: { clusters: Cluster[] } };
type EnvoyFilter = { spec: { configPatches: { patch: { value: Pick<Cluster, 'transport_socket'> } }[] } };

export type HopRecipe = {
  /** Where the hop listens. */
  host: string;
  /** Of Redis, on loopback. */
  port: number;
  trusts: CertificateAuthority;
  /** What it shows to Redis; default: nothing. */
  shows?: IssuedCertificate;
};

/** The hop of docs/redis-tls.md with the addresses and files of a test. */
export function hopOfPage({ host, port, trusts, shows }: HopRecipe): HopConfiguration {
  const text = replaced(blockWith('static_resources:'), [
    ['address: 127.0.0.1, port_value: 6379', `address: ${host}, port_value: 0`],
    [`address: ${REDIS_HOST_NAME}, port_value: 6379`, `address: 127.0.0.1, port_value: ${port}`],
    ['/etc/redis-tls/ca.crt', trusts.certFile],
    ['/etc/redis-tls/tls.crt', shows?.certFile ?? ''],
    ['/etc/redis-tls/tls.key', shows?.keyFile ?? ''],
  ]);
  const hop = parse(text) as Hop;
  if (shows === undefined) {
    for (const cluster of hop.static_resources.clusters) {
      delete cluster.transport_socket.typed_config.common_tls_context.tls_certificates;
    }
  }
  return hop;
}

/** The same hop, but with the transport socket that the EnvoyFilter of the page gives the gateway's cluster. */
export function hopWithSocketOfFilter(recipe: HopRecipe): HopConfiguration {
  const certificate = recipe.trusts.certText.replace(/^/gm, ' '.repeat(22)).trim();
  const text = blockWith('kind: EnvoyFilter').replace(PLACEHOLDER, `${certificate}\n`);
  const filter = parse(text) as EnvoyFilter;
  const socket = filter.spec.configPatches[0]?.patch.value.transport_socket;
  const hop = hopOfPage(recipe) as unknown as Hop;
  const clusters = hop.static_resources.clusters.map((cluster) => ({ ...cluster, transport_socket: socket }));
  return { static_resources: { ...hop.static_resources, clusters } };
}

function blockWith(line: string): string {
  const blocks = [...PAGE.matchAll(BLOCK)].map(([, text = '']) => text);
  const found = blocks.find((text) => text.includes(line));
  if (found === undefined) throw new Error(`docs/redis-tls.md has no block with ${line}`);
  return found;
}

function replaced(text: string, replacements: readonly (readonly [string, string])[]): string {
  return replacements.reduce((result, [from, to]) => {
    if (!result.includes(from)) throw new Error(`the hop of docs/redis-tls.md does not hold ${from}`);
    return result.replaceAll(from, to);
  }, text);
}
