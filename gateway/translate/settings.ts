import type { ConfigMap, Json } from '../resources/kinds.ts';
import { readYaml } from '../resources/yaml.ts';
import { accepted, refused } from './status.ts';
import type { Status } from './status.ts';

/** What the ConfigMap `higress-config` may change. */
export interface Settings {
  /** On Higress a plugin raises it for itself; upstream Envoy has only this. */
  downstreamBufferBytes: number;
  upstreamBufferBytes: number;
  downstreamIdleSeconds: number;
  upstreamIdleSeconds: number;
}

export const HIGRESS_DEFAULTS: Settings = {
  downstreamBufferBytes: 32768,
  upstreamBufferBytes: 10485760,
  downstreamIdleSeconds: 180,
  upstreamIdleSeconds: 10,
};

const FIELDS = [
  ['downstream', 'connectionBufferLimits', 'downstreamBufferBytes'],
  ['upstream', 'connectionBufferLimits', 'upstreamBufferBytes'],
  ['downstream', 'idleTimeout', 'downstreamIdleSeconds'],
  ['upstream', 'idleTimeout', 'upstreamIdleSeconds'],
] as const;

const CONFIG_MAP = 'higress-config';

export function readSettings(configMaps: ConfigMap[]): { settings: Settings; statuses: Status[] } {
  const text = configMaps.find(({ name }) => name === CONFIG_MAP)?.data['higress'];
  if (text === undefined) return { settings: HIGRESS_DEFAULTS, statuses: [] };
  const yaml = readYaml(CONFIG_MAP, text);
  if (!('content' in yaml)) {
    const status = refused('ConfigMap', CONFIG_MAP, `data.higress, line ${yaml.line}: ${yaml.message}`);
    return { settings: HIGRESS_DEFAULTS, statuses: [status] };
  }
  const settings = { ...HIGRESS_DEFAULTS };
  const statuses: Status[] = [];
  for (const [section, field, setting] of FIELDS) {
    const value = member(yaml.content[section], field);
    if (value === undefined) continue;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) settings[setting] = value;
    else
      statuses.push(
        refused('ConfigMap', CONFIG_MAP, `data.higress: ${section}.${field} must be an integer >= 0`),
      );
  }
  return { settings, statuses: statuses.length === 0 ? [accepted('ConfigMap', CONFIG_MAP)] : statuses };
}

function member(object: Json | undefined, field: string): Json | undefined {
  return object === null || typeof object !== 'object' || Array.isArray(object) ? undefined : object[field];
}
