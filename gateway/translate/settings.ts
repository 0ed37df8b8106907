import type { ConfigMap, Json, JsonObject } from '../resources/kinds.ts';
import { CONFIG_MAP } from '../resources/kinds.ts';
import { readYaml } from '../resources/yaml.ts';
import { readGzip } from './gzip.ts';
import type { Gzip } from './gzip.ts';
import { accepted, refused } from './status.ts';
import type { Status } from './status.ts';

/** What the ConfigMap `higress-config` may change. */
export interface Settings {
  /** On Higress a plugin raises it for itself; upstream Envoy has only this. */
  downstreamBufferBytes: number;
  upstreamBufferBytes: number;
  downstreamIdleSeconds: number;
  upstreamIdleSeconds: number;
  requestHeadersKb: number;
  concurrentStreams: number;
  streamWindowBytes: number;
  connectionWindowBytes: number;
  dnsRefreshSeconds: number;
  addsRealIp: boolean;
  hidesEnvoyHeaders: boolean;
  gzip?: Gzip;
}

export const HIGRESS_DEFAULTS: Settings = {
  downstreamBufferBytes: 32768,
  upstreamBufferBytes: 10485760,
  downstreamIdleSeconds: 180,
  upstreamIdleSeconds: 10,
  requestHeadersKb: 60,
  concurrentStreams: 100,
  streamWindowBytes: 65535,
  connectionWindowBytes: 1048576,
  dnsRefreshSeconds: 200,
  addsRealIp: false,
  hidesEnvoyHeaders: false,
};

type NumberSetting = {
  [Name in keyof Settings]-?: Settings[Name] extends number ? Name : never;
}[keyof Settings];

const LARGEST = 2147483647;
const NUMBERS: [path: string, setting: NumberSetting, least: number, most: number][] = [
  ['downstream.connectionBufferLimits', 'downstreamBufferBytes', 0, LARGEST],
  ['downstream.idleTimeout', 'downstreamIdleSeconds', 0, LARGEST],
  ['downstream.maxRequestHeadersKb', 'requestHeadersKb', 1, 8192],
  ['downstream.http2.maxConcurrentStreams', 'concurrentStreams', 1, LARGEST],
  ['downstream.http2.initialStreamWindowSize', 'streamWindowBytes', 65535, LARGEST],
  ['downstream.http2.initialConnectionWindowSize', 'connectionWindowBytes', 65535, LARGEST],
  ['upstream.connectionBufferLimits', 'upstreamBufferBytes', 0, LARGEST],
  ['upstream.idleTimeout', 'upstreamIdleSeconds', 0, LARGEST],
];
const SWITCHES = [
  ['addXRealIpHeader', 'addsRealIp'],
  ['disableXEnvoyHeaders', 'hidesEnvoyHeaders'],
] as const;

/** `unused` are the settings of the ConfigMap that change nothing here. */
export function readSettings(configMaps: ConfigMap[]): {
  settings: Settings;
  statuses: Status[];
  unused: string[];
} {
  const settings = { ...HIGRESS_DEFAULTS };
  const data = configMaps.find(({ name }) => name === CONFIG_MAP)?.data;
  if (data === undefined) return { settings, statuses: [], unused: [] };
  const faults: string[] = [];
  const unused = [
    ...readSection('higress', data['higress'], faults, (content) => applyHigress(content, settings, faults)),
    ...readSection('mesh', data['mesh'], faults, (content) => applyMesh(content, settings, faults)),
  ];
  for (const name of Object.keys(data))
    if (name !== 'higress' && name !== 'mesh') unused.push(`data.${name}`);
  const statuses = faults.map((fault) => refused('ConfigMap', CONFIG_MAP, fault));
  return { settings, statuses: faults.length === 0 ? [accepted('ConfigMap', CONFIG_MAP)] : statuses, unused };
}

/** Applies the YAML inside one value; answers the fields that `apply`, which tells those it knows, left out. */
function readSection(
  name: string,
  text: string | undefined,
  faults: string[],
  apply: (content: JsonObject) => string[],
): string[] {
  if (text === undefined) return [];
  const yaml = readYaml(CONFIG_MAP, text);
  if (!('content' in yaml)) {
    faults.push(`data.${name}, line ${yaml.line}: ${yaml.message}`);
    return [];
  }
  const known = apply(yaml.content);
  return leaves(yaml.content)
    .filter((leaf) => !known.some((path) => leaf === path || leaf.startsWith(`${path}.`)))
    .map((leaf) => `data.${name}: ${leaf}`);
}

function applyHigress(content: JsonObject, settings: Settings, faults: string[]): string[] {
  for (const [path, setting, least, most] of NUMBERS) {
    const value = valueAt(content, path);
    if (value === undefined) continue;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most)
      settings[setting] = value;
    else faults.push(`data.higress: ${path} must be an integer from ${least} to ${most}`);
  }
  for (const [path, setting] of SWITCHES) {
    const value = valueAt(content, path);
    if (typeof value === 'boolean') settings[setting] = value;
    else if (value !== undefined) faults.push(`data.higress: ${path} must be true or false`);
  }
  const { gzip, known } = readGzip(content['gzip'] ?? null, faults);
  if (gzip !== undefined) settings.gzip = gzip;
  return [...NUMBERS.map(([path]) => path), ...SWITCHES.map(([path]) => path), ...known];
}

function applyMesh(content: JsonObject, settings: Settings, faults: string[]): string[] {
  const rate = content['dnsRefreshRate'];
  const [, seconds] = typeof rate === 'string' ? (/^(\d{1,6})s$/.exec(rate) ?? []) : [];
  if (Number(seconds) > 0) settings.dnsRefreshSeconds = Number(seconds);
  else if (rate !== undefined) faults.push('data.mesh: dnsRefreshRate must be seconds such as 200s');
  return ['dnsRefreshRate'];
}

function valueAt(content: JsonObject, path: string): Json | undefined {
  let value: Json | undefined = content;
  for (const step of path.split('.')) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    value = value[step];
  }
  return value;
}

function leaves(value: Json, path = ''): string[] {
  const isInner = value !== null && typeof value === 'object' && !Array.isArray(value);
  if (!isInner) return [path];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, path === '' ? key : `${path}.${key}`));
}
