/** JSON as a resource file holds it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** The file API server forces this namespace on every object. */
export const NAMESPACE = 'higress-system';

export interface Registry {
  name: string;
  type: string;
  domain: string;
  port: number;
  /** As written; empty when absent, which means HTTP. */
  protocol: string;
  sni: string;
}

export interface McpBridge {
  name: string;
  registries: Registry[];
}

export interface Backend {
  service?: { name: string; port: number | string };
}

export interface IngressPath {
  path: string;
  pathType: 'Exact' | 'Prefix' | 'ImplementationSpecific';
  backend: Backend;
}

export interface Ingress {
  name: string;
  annotations: Record<string, string>;
  rules: { host: string; paths: IngressPath[] }[];
  defaultBackend?: Backend;
}

export const PHASES = ['AUTHN', 'AUTHZ', 'STATS', 'UNSPECIFIED_PHASE'] as const;
export type Phase = (typeof PHASES)[number];

export const FAIL_STRATEGIES = ['FAIL_CLOSE', 'FAIL_OPEN'] as const;
export type FailStrategy = (typeof FAIL_STRATEGIES)[number];

/**
 * A WasmPlugin keeps its spec as text until translation, because secret references are replaced in the text of the
 * whole spec; `decodePluginSpec` reads it.
 */
export interface WasmPlugin {
  name: string;
  spec: JsonObject;
}

export interface MatchRule {
  ingress: string[];
  domain: string[];
  service: string[];
  config: JsonObject | undefined;
  configDisable: boolean;
}

export interface PluginSpec {
  url: string;
  /** Empty when absent. */
  sha256: string;
  phase: Phase;
  priority: number;
  failStrategy: FailStrategy;
  /** Becomes the root id. */
  pluginName: string;
  pluginConfig: JsonObject | undefined;
  defaultConfig: JsonObject | undefined;
  defaultConfigDisable: boolean;
  matchRules: MatchRule[];
  env: { name: string; value: string; fromHost: boolean }[];
}

export interface Secret {
  name: string;
  /** Base64, as written. */
  data: Record<string, string>;
}

/** The only ConfigMap that counts. */
export const CONFIG_MAP = 'higress-config';

export interface ConfigMap {
  name: string;
  data: Record<string, string>;
}

export interface ServicePort {
  name: string;
  port: number;
  /** `appProtocol`; empty when absent. */
  protocol: string;
}

export interface Service {
  name: string;
  /** A DNS name that stands in for Endpoints. */
  externalName?: string;
  ports: ServicePort[];
}

export interface Endpoints {
  name: string;
  subsets: { addresses: string[]; ports: { name: string; port: number }[] }[];
}

/** Everything that one DIR says, sorted by name within each kind. */
export interface Resources {
  mcpBridges: McpBridge[];
  ingresses: Ingress[];
  wasmPlugins: WasmPlugin[];
  configMaps: ConfigMap[];
  secrets: Secret[];
  services: Service[];
  endpoints: Endpoints[];
}

export type Resource = McpBridge | Ingress | WasmPlugin | ConfigMap | Secret | Service | Endpoints;
