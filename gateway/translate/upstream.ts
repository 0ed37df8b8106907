export interface Address {
  host: string;
  port: number;
}

export interface UnixSocket {
  path: string;
}

/** A place requests can be sent to, before it is written down for Envoy. */
export interface Upstream {
  /** `outbound|PORT||HOST`, the name plugins and routes use. */
  cluster: string;
  /** `NAME.TYPE` of a registry, or the full name of a Kubernetes service. */
  host: string;
  port: number;
  discovery: 'static' | 'dns';
  addresses: Address[];
  /** Upper case as the control plane compares it; empty when the registry says nothing. */
  protocol: string;
  tls?: { sni: string };
}

const TLS_PROTOCOLS = ['HTTPS', 'GRPCS'];

/** Of a registry or a backend that speaks this protocol; without an SNI the first DNS name is asked for. */
export function tlsOf(
  protocol: string,
  sni: string,
  { discovery, addresses }: Pick<Upstream, 'discovery' | 'addresses'>,
): Pick<Upstream, 'tls'> {
  if (!TLS_PROTOCOLS.includes(protocol)) return {};
  return { tls: { sni: sni !== '' || discovery === 'static' ? sni : (addresses[0]?.host ?? '') } };
}

export function clusterName(host: string, port: number): string {
  return `outbound|${port}||${host}`;
}

/** An address with its port, as Envoy and plugins write it. */
export function hostAndPort(ip: string, port: number): string {
  return `${ip.includes(':') ? `[${ip}]` : ip}:${port}`;
}
