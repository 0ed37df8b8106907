import { expect, test } from 'vitest';
import { decodeResource } from '../../../gateway/resources/decode.ts';
import type { Folder } from '../../../gateway/resources/decode.ts';
import { describeProblem } from '../../../gateway/resources/problem.ts';

function problemsOf(folder: Folder, text: string): string[] {
  const decoded = decodeResource(folder, 'x', `${folder}/x.yaml`, text);
  return Array.isArray(decoded) ? decoded.map(describeProblem) : [];
}

test.each([
  ['phase: authn', 'spec.phase: must be one of AUTHN, AUTHZ, STATS, UNSPECIFIED_PHASE, not the string authn'],
  ['matchRules: [{ingress: app}]', 'spec.matchRules[0].ingress: must be a list, not the string app'],
  ['defaultConfig: [1]', 'spec.defaultConfig: must be a mapping, not a list'],
  ['defaultConfig: {a: {b: [.inf]}}', 'spec.defaultConfig.a.b[0]: Infinity has no place in JSON'],
  [
    'vmConfig: {env: [{name: X, value: y}]}',
    'spec.vmConfig.env[0].value: must be a string, not the boolean true' +
      ' (put it in quotes; unquoted y, n, yes, no, on, off are booleans in YAML 1.1)',
  ],
])('a WasmPlugin with %s is refused by file, line and field', (spec, message) => {
  expect(problemsOf('wasmplugins', `kind: WasmPlugin\nspec:\n  ${spec}\n`)).toEqual([
    `wasmplugins/x.yaml:3: ${message}`,
  ]);
});

test('every bad field of a file is reported in one pass', () => {
  const text = 'spec:\n  registries:\n  - {name: 1, port: x}\n  - port: 80\n    domain: [a]\n';
  expect(problemsOf('mcpbridges', text).map((line) => line.split(' ', 2).join(' '))).toEqual([
    'mcpbridges/x.yaml:3: spec.registries[0].name:',
    'mcpbridges/x.yaml:3: spec.registries[0].port:',
    'mcpbridges/x.yaml:5: spec.registries[1].domain:',
  ]);
});

test('quoted numbers, snake-case names and unknown fields are accepted', () => {
  const text =
    'spec: {priority: "3", default_config: {a: 1}, match_rules: [{config_disable: true}], what: ever}';
  expect(problemsOf('wasmplugins', text)).toEqual([]);
  expect(decodeResource('mcpbridges', 'x', 'x.yaml', 'spec: {registries: [{port: "6379"}]}')).toMatchObject({
    registries: [{ port: 6379 }],
  });
});

test('the name is the file name, whatever the metadata says', () => {
  expect(decodeResource('secrets', 'b', 'secrets/b.yaml', 'metadata: {name: x, namespace: foo}')).toEqual({
    name: 'b',
    data: {},
  });
});

test('an Ingress keeps hosts, paths, types, backends and annotations', () => {
  const text = `
metadata: {annotations: {higress.io/destination: "b.static:80"}}
spec:
  defaultBackend: {service: {name: d, port: {name: web}}}
  rules:
  - host: app.test
    http: {paths: [{path: /a, pathType: Exact, backend: {service: {name: s, port: {number: 8080}}}}]}
  - {}
`;
  expect(decodeResource('ingresses', 'app', 'ingresses/app.yaml', text)).toEqual({
    name: 'app',
    annotations: { 'higress.io/destination': 'b.static:80' },
    defaultBackend: { service: { name: 'd', port: 'web' } },
    rules: [
      {
        host: 'app.test',
        paths: [{ path: '/a', pathType: 'Exact', backend: { service: { name: 's', port: 8080 } } }],
      },
      { host: '', paths: [] },
    ],
  });
});
