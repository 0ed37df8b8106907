import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { USAGE, readCommandLine } from '../../gateway/command-line.ts';
import type { Folder } from '../../gateway/resources/decode.ts';
import { FOLDERS } from '../../gateway/resources/decode.ts';
import { ResourceStore } from '../../gateway/resources/store.ts';
import { translate } from '../../gateway/translate/translate.ts';
import { Plugin } from '../wasm/support/plugin.ts';

const page = readFileSync(new URL('../../docs/gateway.md', import.meta.url), 'utf8');
const EXAMPLE = /^`DIR\/(\w+)\/([\w-]+\.yaml)`.*\n\n```yaml\n([^]*?)^```$/gm;

test('docs/gateway.md shows every option with its default, and every folder', () => {
  const options = [...USAGE.matchAll(/^ {2}(--[\w-]+) [A-Z]+/gm)].map(([, option = '']) => option);
  expect(options.length).toBeGreaterThan(5);
  for (const option of options) expect(page).toContain(`| \`${option} `);
  expect(readCommandLine(['--data', 'x'])).toMatchObject({ httpPort: 8080, adminPort: 15000, workers: 1 });
  for (const folder of Object.keys(FOLDERS)) expect(page).toContain(`\`${folder}/\``);
});

test('the first folder of docs/gateway.md is a gateway with a plugin that limits', async () => {
  const texts = new Map<string, string>();
  for (const [, folder = '', file = '', text = ''] of page.matchAll(EXAMPLE)) {
    texts.set(`${folder}/${file}`, text);
  }
  expect([...texts.keys()]).toHaveLength(3);
  const files = [...texts.keys()].map((path) => ({
    folder: path.split('/')[0] as Folder,
    ...{ path, shown: path, name: basename(path, '.yaml'), signature: path },
  }));
  const store = new ResourceStore();
  await store.update(files, (path) => Promise.resolve(texts.get(path)));
  expect(store.problems).toEqual([]);

  const { statuses, upstreams, plugins } = translate(store.resources, { host: '127.0.0.1', port: 6000 });
  expect(statuses.filter(({ accepted }) => !accepted)).toEqual([]);
  expect(upstreams.map(({ service }) => service.by)).toEqual(['redis bridge', 'envoy']);
  const plugin = await Plugin.start(plugins[0]?.configuration);
  expect(plugin.logged).toEqual([]);
  const key = plugin.keyFor({ properties: { route_name: 'app' } });
  expect(key).toBe('higress-cluster-key-rate-limit:app:global_threshold:60');
});
