import { expect, test } from 'vitest';
import { describeProblem } from '../../../gateway/resources/problem.ts';
import { meaningOf } from './meaning.ts';

test.each([
  ['phase: authn', 'spec.phase'],
  ['matchRules: [{ingress: app}]', 'spec.matchRules[0].ingress'],
  ['defaultConfig: [1]', 'spec.defaultConfig'],
  ['vmConfig: {env: [{name: X, value: y}]}', 'spec.vmConfig.env[0].value'],
])('F1: %s, fatal on Higress, is named by file, line and field', async (spec, field) => {
  const { problems, plugins } = await meaningOf({
    'wasmplugins/p.yaml': `spec:\n  url: file:///p\n  ${spec}\n`,
  });
  expect(problems).toMatchObject([{ file: 'wasmplugins/p.yaml', line: 3, field }]);
  expect(plugins).toEqual([]);
});

test('F2: quoted numbers are numbers', async () => {
  const { plugins, upstreams, problems } = await meaningOf({
    'wasmplugins/p.yaml': 'spec: {url: "file:///p", priority: "3"}',
    'mcpbridges/default.yaml':
      'spec: {registries: [{name: r, type: static, domain: "127.0.0.1:1", port: "6379"}]}',
  });
  expect(problems.map(describeProblem)).toEqual([]);
  expect(plugins).toMatchObject([{ priority: 3 }]);
  expect(upstreams).toMatchObject([{ cluster: 'outbound|6379||r.static' }]);
});

test('F3: scalars are those of YAML 1.1', async () => {
  const meaning = await meaningOf({
    'wasmplugins/p.yaml': 'spec: {url: u, defaultConfig: {on: on, a: off, b: 0755, c: 1.0, d: ~}}',
  });
  expect(meaning.configurationOf('p')).toBe('{"a":false,"b":493,"c":1,"d":null,"true":true}');
});

test('F4: only the first document of a file exists', async () => {
  const { plugins } = await meaningOf({
    'wasmplugins/p.yaml': 'spec: {url: first}\n---\nspec: {url: second}\n',
  });
  expect(plugins.map(({ url }) => url)).toEqual(['first']);
});

test('F5: the file gives the name, whatever the metadata says', async () => {
  const { plugins } = await meaningOf({
    'wasmplugins/b.yaml': 'metadata: {name: x, namespace: foo}\nspec: {url: u}',
  });
  expect(plugins.map(({ name }) => name)).toEqual(['higress-system.b']);
});
