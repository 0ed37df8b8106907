export interface Address {
  host: string;
  port: number;
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

export function clusterName(host: string, port: number): string {
  return `outbound|${port}||${host}`;
}
