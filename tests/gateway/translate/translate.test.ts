import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listDirectory, readText } from '../../../gateway/resources/directory.ts';
import { ResourceStore } from '../../../gateway/resources/store.ts';
import { httpListener } from '../../../gateway/translate/listener.ts';
import { pluginFilter } from '../../../gateway/translate/plugin-filter.ts';
import { translate } from '../../../gateway/translate/translate.ts';

// Each case is a DIR and, beside it, what it means: cases/NAME/in and cases/NAME/out.json.
// UPDATE_GOLDEN=1 rewrites the expected side, to be reviewed as a diff.
const cases = join(import.meta.dirname, 'cases');
const isUpdate = process.env['UPDATE_GOLDEN'] === '1';
const linked = { path: '/linked.wasm', abi: '0.2.100' };
const sources = { routes: '/routes.json', filter: (name: string) => `/${name}.json` };

test.each(await readdir(cases))('%s means the expected configuration', async (name) => {
  const store = new ResourceStore();
  await store.update(await listDirectory(join(cases, name, 'in')), readText);
  expect(store.problems).toEqual([]);
  const { settings, upstreams, clusters, routes, plugins, statuses } = translate(store.resources, {
    path: '/redis.sock',
  });
  const services = Object.fromEntries(upstreams.map(({ cluster, service }) => [cluster, service]));
  const filters = plugins.map((plugin) => pluginFilter(plugin, linked));
  const slots = plugins.map(({ name }, index) => ({ name, isOpenWhileEmpty: index % 2 === 0 }));
  const listener = httpListener({ host: '127.0.0.1', port: 8080 }, slots, settings, sources);
  const meaning = { statuses, services, plugins, routes, clusters, filters, listener, settings };

  const expected = join(cases, name, 'out.json');
  if (isUpdate) await writeFile(expected, `${JSON.stringify(meaning, null, 2)}\n`);
  expect(meaning).toEqual(JSON.parse(await readFile(expected, 'utf8')));
});
