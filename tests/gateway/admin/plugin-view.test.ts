import { expect, test } from 'vitest';
import { viewPlugins } from '../../../gateway/admin/plugin-view.ts';
import type { PluginSources } from '../../../gateway/admin/plugin-view.ts';
import type { JsonObject } from '../../../gateway/resources/kinds.ts';
import { meaningOf } from '../vectors/meaning.ts';

async function sourcesOf(specs: Record<string, JsonObject>): Promise<PluginSources> {
  const files = Object.entries(specs).map(([name, spec]) => [
    `wasmplugins/${name}.yaml`,
    { spec: { url: 'u', ...spec } },
  ]);
  const { resources, statuses, plugins } = await meaningOf(
    Object.fromEntries(files) as Record<string, object>,
  );
  const current = plugins.map(({ resource }) => resource);
  return { resources: resources.wasmPlugins, statuses, plugins, current, refused: [], pending: [] };
}

test('plugins come in the order of the chain with what Envoy was told, those that are off behind them', async () => {
  const views = viewPlugins(
    await sourcesOf({
      late: { priority: 1, defaultConfig: { a: 1 } },
      early: { priority: 2 },
      idle: { defaultConfigDisable: true },
      refused: { matchRules: [{ config: {} }] },
    }),
  );
  expect(views).toMatchObject([
    { resource: 'early', state: 'serving' },
    { resource: 'late', state: 'serving', wanted: { configuration: '{"a":1}', priority: 1 } },
    { resource: 'idle', state: 'off', because: expect.stringContaining('no match rule is live') },
    { resource: 'refused', state: 'off', because: expect.stringContaining('spec.matchRules[0]') },
  ]);
});

test('each rule says whether it is live, and else why not', async () => {
  const matchRules = [{ ingress: ['app'] }, { domain: ['a.test'], configDisable: true }];
  expect(viewPlugins(await sourcesOf({ p: { matchRules } }))[0]?.rules).toMatchObject([
    { ingress: ['app'], isLive: true },
    { domain: ['a.test'], isLive: false, because: 'configDisable is true' },
  ]);
  expect(viewPlugins(await sourcesOf({ p: { matchRules, pluginConfig: { a: 1 } } }))[0]?.rules).toMatchObject(
    [{ isLive: false, because: expect.stringContaining('pluginConfig') }, { isLive: false }],
  );
});

test('a version that Envoy or the translation refused is told from the one that serves', async () => {
  const sources = await sourcesOf({ p: {} });
  const refusal = { resource: 'p', message: 'no good' };
  const stateIn = (more: Partial<PluginSources>) => viewPlugins({ ...sources, ...more })[0];
  expect(stateIn({ refused: [{ ...refusal, isOldServing: true }] })).toMatchObject({
    state: 'serving an older version',
    because: 'no good',
  });
  expect(stateIn({ refused: [{ ...refusal, isOldServing: false }] })).toMatchObject({ state: 'off' });
  expect(stateIn({ current: [] })).toMatchObject({ state: 'serving an older version' });
  expect(stateIn({ pending: ['p'] })).toMatchObject({ state: 'being configured' });
});

test('a plugin with an unresolved secret serves as it is written, and says so', async () => {
  const views = viewPlugins(await sourcesOf({ p: { defaultConfig: { a: '${secret.x.y}' } } }));
  expect(views).toMatchObject([{ state: 'serving', because: 'no Secret for ${secret.x.y}' }]);
});
