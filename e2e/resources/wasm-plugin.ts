import { NAMESPACE, type Resource } from './resource.ts';

export type MatchRule = {
  ingress?: string[];
  domain?: string[];
  service?: string[];
  config?: object;
  configDisable?: boolean;
};

export type WasmPluginOptions = {
  url: string;
  defaultConfig?: object;
  defaultConfigDisable?: boolean;
  matchRules?: MatchRule[];
  phase?: 'UNSPECIFIED_PHASE' | 'AUTHN' | 'AUTHZ' | 'STATS';
  /** Higher runs first within its phase. */
  priority?: number;
  failStrategy?: 'FAIL_OPEN' | 'FAIL_CLOSE';
};

const DEFAULTS = { phase: 'UNSPECIFIED_PHASE', priority: 20, failStrategy: 'FAIL_OPEN' };

export function wasmPlugin(name: string, options: WasmPluginOptions): Resource {
  return {
    apiVersion: 'extensions.higress.io/v1alpha1',
    kind: 'WasmPlugin',
    metadata: { name, namespace: NAMESPACE },
    spec: { ...DEFAULTS, ...options },
  };
}
