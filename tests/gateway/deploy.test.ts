import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeResource, type Folder } from '../../gateway/resources/decode.ts';
import { describeProblem } from '../../gateway/resources/problem.ts';
import type { ResourceFile } from '../../gateway/resources/directory.ts';
import { ResourceStore } from '../../gateway/resources/store.ts';
import { readYaml } from '../../gateway/resources/yaml.ts';
import { translate, type Translation } from '../../gateway/translate/translate.ts';
import type { Fields } from '../wasm/support/configurations.ts';
import { Plugin, type Request } from '../wasm/support/plugin.ts';
import { windowReply } from '../wasm/support/replies.ts';

const deploy = join(import.meta.dirname, '../../deploy');
const bridge = { host: '127.0.0.1', port: 6000 };
const FOLDER_OF: Record<string, Folder> = {
  McpBridge: 'mcpbridges',
  Ingress: 'ingresses',
  WasmPlugin: 'wasmplugins',
  Secret: 'secrets',
};
const REGISTRY = 'registry.example.com/gateway';

interface Example {
  file: string;
  text: string;
  content: Fields;
}

const examples: Example[] = readdirSync(deploy)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => {
    const text = readFileSync(join(deploy, file), 'utf8').replaceAll('${REGISTRY}', REGISTRY);
    const yaml = readYaml(file, text);
    if (!('content' in yaml)) throw new Error(describeProblem(yaml));
    return { file, text, content: yaml.content };
  });

function resourceFile({ file, content }: Example): ResourceFile {
  const folder = FOLDER_OF[String(content['kind'])];
  if (folder === undefined) throw new Error(`${file}: a gateway has no folder for its kind`);
  const { name } = content['metadata'] as { name: string };
  return { folder, path: file, shown: file, name, signature: file };
}

/** All of deploy/ as one gateway would read it; `without` leaves a file out. */
async function translated(without?: string): Promise<Translation> {
  const present = examples.filter(({ file }) => file !== without);
  const store = new ResourceStore();
  const read = (path: string) => Promise.resolve(present.find(({ file }) => file === path)?.text);
  await store.update(present.map(resourceFile), read);
  expect(store.problems).toEqual([]);
  return translate(store.resources, bridge);
}

describe('the examples of deploy/', () => {
  it.each(examples)('$file is read without a complaint', (example) => {
    const { folder, name, shown } = resourceFile(example);
    const decoded = decodeResource(folder, name, shown, example.text);
    expect(Array.isArray(decoded) ? decoded.map(describeProblem) : []).toEqual([]);
    expect(example.content['metadata']).toMatchObject({ namespace: 'higress-system' });
    // Whoever reads a file by itself takes its first document only.
    expect(example.text).not.toMatch(/^---/m);
  });

  it('are accepted together, each part of them', async () => {
    const { statuses } = await translated();
    expect(statuses.filter(({ accepted }) => !accepted)).toEqual([]);
    expect(statuses.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'McpBridge default/redis',
      'McpBridge default/redis-fixed',
      'Ingress keep-redis',
      'WasmPlugin higress-redis',
    ]);
  });

  it('name what the documentation calls them', async () => {
    const { upstreams, plugins } = await translated();
    expect(upstreams.map(({ cluster }) => cluster)).toEqual([
      'outbound|6379||redis.dns',
      'outbound|80||redis-fixed.static',
    ]);
    expect(plugins[0]).toMatchObject({
      url: `oci://${REGISTRY}/higress-redis:0.1.0`,
      phase: 'UNSPECIFIED_PHASE',
      priority: 20,
      failStrategy: 'FAIL_OPEN',
    });
  });

  it('are all in the table of their README', () => {
    const readme = readFileSync(join(deploy, 'README.md'), 'utf8');
    for (const { file } of examples) expect(readme).toContain(`| \`${file}\` |`);
  });

  it('without the Secret leave the reference for the plugin to refuse', async () => {
    const { plugins } = await translated('secret.yaml');
    const configuration = plugins[0]?.configuration ?? '';
    expect(configuration).toContain('${secret.redis-auth.password}');
    await expect(Plugin.start(configuration)).rejects.toThrow(
      /redis\.password: holds an unresolved reference/,
    );
  });
});

describe('the example of the plugin', () => {
  let plugin: Plugin;
  beforeAll(async () => {
    const { plugins } = await translated();
    plugin = await Plugin.start(plugins[0]?.configuration);
  });

  const partner = (name: string): Request => ({
    headers: { ':authority': 'a.partners.example.com', 'x-partner': name },
  });
  const shop = (headers: Record<string, string>): Request => ({
    headers,
    properties: { route_name: 'shop' },
  });

  it('is accepted without a word', () => {
    expect(plugin.logged).toEqual([]);
    expect(plugin.host.counters.byName.redis_init).toBe(2);
  });

  it.each<[string, Request, string | undefined]>([
    ['everything else', {}, 'everything-else:global_threshold:1'],
    ['a trial key', shop({ 'x-api-key': 'trial-1' }), 'shop:limit_by_per_header:86400:x-api-key:trial-1'],
    ['another key', shop({ 'x-api-key': 'k' }), 'shop:limit_by_per_header:60:x-api-key:k'],
    [
      'an address of its own',
      shop({ 'x-forwarded-for': '10.1.2.3, 192.0.2.1' }),
      'shop:limit_by_per_ip:1:from-header-x-forwarded-for:10.1.2.3',
    ],
    [
      'an address of IPv6',
      shop({ 'x-forwarded-for': '2001:db8::1' }),
      'shop:limit_by_per_ip:60:from-header-x-forwarded-for:2001:db8::1',
    ],
    ['no value at all', shop({}), undefined],
    ['partner on', partner('on'), 'partners:limit_by_header:60:x-partner:on'],
    ['partner 0755', partner('0755'), 'partners:limit_by_header:60:x-partner:0755'],
    ['any other partner', partner('493'), 'partners:limit_by_header:60:x-partner:493'],
    [
      'the service of reports',
      { properties: { route_name: 'r', cluster_name: 'outbound|80||reports.static' } },
      'reports:global_threshold:3600',
    ],
  ])('counts %s where it says', (_what, request, key) => {
    const expected = key === undefined ? undefined : `higress-cluster-key-rate-limit:${key}`;
    expect(plugin.keyFor(request)).toBe(expected);
  });

  it.each(['on', 'y', '0755'])('gives partner %s the limit of its own entry', (name) => {
    const stream = plugin.request(partner(name));
    const [call] = plugin.host.redis.pending;
    expect(call?.command[4]).toBe('100');
    plugin.host.redis.reply(call, windowReply(100, 1, 60));
    stream.end();
  });
});
