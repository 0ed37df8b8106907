import { expect, test } from 'vitest';
import type { JsonObject } from '../../../gateway/resources/kinds.ts';
import { translateWasmPlugins } from '../../../gateway/translate/wasm-plugin.ts';

test('a plugin the gateway fails on is refused, and the next one is translated', () => {
  const circular: JsonObject = { url: 'file:///p.wasm' };
  circular['defaultConfig'] = circular;
  const resources = [
    { name: 'bad', spec: circular },
    { name: 'good', spec: { url: 'file:///p.wasm' } },
  ];
  const { plugins, statuses } = translateWasmPlugins(resources, []);
  expect(plugins.map(({ resource }) => resource)).toEqual(['good']);
  expect(statuses).toMatchObject([
    { name: 'bad', accepted: false, message: expect.stringContaining('the local gateway fails on it') },
    { name: 'good', accepted: true },
  ]);
});
