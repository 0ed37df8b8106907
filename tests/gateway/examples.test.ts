import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import type { Folder } from '../../gateway/resources/decode.ts';
import { ResourceStore } from '../../gateway/resources/store.ts';
import { translate } from '../../gateway/translate/translate.ts';

const EXAMPLES = join(import.meta.dirname, '../../examples');

test('the resources beside the visit counter are a gateway with its Redis, its origin and the plugin', async () => {
  const folder = join(EXAMPLES, 'visit-counter/gateway');
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    path.endsWith('.yaml'),
  );
  const files = paths.map((path) => ({
    folder: path.split('/')[0] as Folder,
    ...{ path, shown: path, name: basename(path, '.yaml'), signature: path },
  }));
  const store = new ResourceStore();
  await store.update(files, (path) => Promise.resolve(readFileSync(join(folder, path), 'utf8')));
  expect(store.problems).toEqual([]);

  const { statuses, upstreams, plugins } = translate(store.resources, { host: '127.0.0.1', port: 6000 });
  expect(statuses.filter(({ accepted }) => !accepted)).toEqual([]);
  expect(upstreams.map(({ service }) => service.by)).toEqual(['redis bridge', 'envoy']);
  expect(plugins).toHaveLength(1);
  expect(JSON.parse(String(plugins[0]?.configuration))).toEqual({ redis: { service_name: 'redis.static' } });
});
