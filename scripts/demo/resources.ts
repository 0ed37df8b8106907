import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { RedisAddress } from './redis.ts';

/** What the resources of the demo are made for. `run` keeps the counters of two demos on one Redis apart. */
export type DemoSetting = { redis: RedisAddress; originPort: number; wasmFile: string; run: string };

export const REQUESTS_PER_KEY = 5;
export const SHARED_REQUESTS = 10;
export const SHARED_PATH = '/shared';

/** The gateway's resources by file, as they would be applied to a real one. */
export function demoResources(setting: DemoSetting): Record<string, object> {
  return {
    'mcpbridges/default.yaml': {
      apiVersion: 'networking.higress.io/v1',
      kind: 'McpBridge',
      metadata: { name: 'default', namespace: 'higress-system' },
      spec: {
        registries: [
          // The port of a static registry is a name, 80 by custom; the real one stands in the domain.
          { name: 'redis', type: 'static', domain: `${setting.redis.ip}:${setting.redis.port}`, port: 80 },
          { name: 'origin', type: 'static', domain: `127.0.0.1:${setting.originPort}`, port: 80 },
        ],
      },
    },
    'ingresses/per-key.yaml': ingress('per-key', '/'),
    'ingresses/shared.yaml': ingress('shared', SHARED_PATH),
    'wasmplugins/limiter.yaml': {
      apiVersion: 'extensions.higress.io/v1alpha1',
      kind: 'WasmPlugin',
      metadata: { name: 'limiter', namespace: 'higress-system' },
      spec: {
        url: `file://${setting.wasmFile}`,
        phase: 'UNSPECIFIED_PHASE',
        priority: 20,
        failStrategy: 'FAIL_OPEN',
        matchRules: [
          { ingress: ['per-key'], config: perKeyLimit(setting) },
          { ingress: ['shared'], config: sharedLimit(setting) },
        ],
      },
    },
  };
}

/** Writes the resources as YAML below `folder`. */
export function writeResources(folder: string, resources: Record<string, object>): void {
  for (const [file, resource] of Object.entries(resources)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    // The gateway reads YAML 1.1, where more words need quotes than in 1.2.
    writeFileSync(join(folder, file), stringify(resource, { version: '1.1' }));
  }
}

// The spelling of the official cluster-key-rate-limit plugin.
function perKeyLimit({ redis, run }: DemoSetting): object {
  return {
    rule_name: `demo-per-key-${run}`,
    rule_items: [
      { limit_by_per_header: 'x-api-key', limit_keys: [{ key: '*', query_per_minute: REQUESTS_PER_KEY }] },
    ],
    show_limit_quota_header: true,
    redis: redisSection(redis),
  };
}

function sharedLimit({ redis, run }: DemoSetting): object {
  return {
    rule_name: `demo-shared-${run}`,
    global_threshold: { query_per_minute: SHARED_REQUESTS },
    show_limit_quota_header: true,
    redis: redisSection(redis),
  };
}

function redisSection({ username, password, database }: RedisAddress): object {
  return {
    service_name: 'redis.static',
    ...(username === '' ? {} : { username }),
    ...(password === '' ? {} : { password }),
    ...(database === 0 ? {} : { database }),
  };
}

function ingress(name: string, path: string): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace: 'higress-system',
      annotations: { 'higress.io/destination': 'origin.static:80' },
    },
    spec: {
      ingressClassName: 'higress',
      rules: [
        {
          http: {
            paths: [
              {
                path,
                pathType: 'Prefix',
                backend: {
                  resource: { apiGroup: 'networking.higress.io', kind: 'McpBridge', name: 'default' },
                },
              },
            ],
          },
        },
      ],
    },
  };
}
