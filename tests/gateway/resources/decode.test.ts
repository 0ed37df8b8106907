import { expect, test } from 'vitest';
import { decodeResource } from '../../../gateway/resources/decode.ts';
import type { Folder } from '../../../gateway/resources/decode.ts';
import { describeProblem } from '../../../gateway/resources/problem.ts';

function problemsOf(folder: Folder, text: string): string[] {
  return decodeResource(folder, 'x', `${folder}/x.yaml`, text).problems.map(describeProblem);
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
    resource: { registries: [{ port: 6379 }] },
  });
});

test('the name is the file name, whatever the metadata says', () => {
  expect(decodeResource('secrets', 'b', 'secrets/b.yaml', 'metadata: {name: x, namespace: foo}')).toEqual({
    resource: { name: 'b', data: {} },
    problems: [],
    unused: [],
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
  expect(decodeResource('ingresses', 'app', 'ingresses/app.yaml', text).resource).toEqual({
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

const unusedIn = (folder: Folder, text: string, name = 'x') =>
  decodeResource(folder, name, `${folder}/${name}.yaml`, text).unused.map(describeProblem);

test('a field that nobody reads is told with its line, the outermost one only', () => {
  const text =
    'kind: Ingress\nmetadata: {name: x, labels: {a: b}}\nspec:\n  tls:\n  - {hosts: [a.test]}\n  rules:\n  - http: {paths: [{path: /, what: 1}]}\n';
  expect(unusedIn('ingresses', text)).toEqual([
    'ingresses/x.yaml:4: spec.tls: is ignored by the local gateway',
    'ingresses/x.yaml:7: spec.rules[0].http.paths[0].what: is ignored by the local gateway',
  ]);
});

test('annotations for the gateway that it does not know are told, those of others are not', () => {
  const text =
    'metadata:\n  annotations:\n    higress.io/timeout: "5"\n    higress.io/mirror-target-service: a\n    kubectl/last: b\n';
  expect(unusedIn('ingresses', text)).toEqual([
    'ingresses/x.yaml:4: metadata.annotations.higress.io/mirror-target-service: is ignored by the local gateway',
  ]);
});

test.each<[Folder, string, string[]]>([
  [
    'wasmplugins',
    'spec: {url: u, imagePullPolicy: Always, defaultConfig: {a: {b: [1]}}}',
    ['spec.imagePullPolicy'],
  ],
  [
    'wasmplugins',
    'spec: {url: u, sha256: x, vmConfig: {env: [{name: A, value: b}]}, selector: {}}',
    ['spec.selector'],
  ],
  ['mcpbridges', 'spec: {registries: [{name: a, vport: {default: 1}}]}', ['spec.registries[0].vport']],
  ['secrets', 'stringData: {a: b}\ntype: Opaque', ['stringData']],
  [
    'services',
    'spec: {type: ClusterIP, selector: {a: b}, ports: [{port: 1, protocol: TCP, nodePort: 2}]}',
    ['spec.ports[0].nodePort'],
  ],
  ['configmaps', 'data: {a: b}', ['data']],
  ['endpoints', 'subsets: [{addresses: [{ip: 10.0.0.1, targetRef: {kind: Pod}}], ports: [{port: 1}]}]', []],
])('of %s with %s these are ignored: %j', (folder, text, fields) => {
  expect(decodeResource(folder, 'x', 'x.yaml', text).unused.map(({ field }) => field)).toEqual(fields);
});

test.each(['plain', 'c2VjcmV0=', 'c2Vj cmV0', 'c2VjcmV', '-_-_', 'c2VjcmV0!', '=='])(
  'a Secret whose value %j is not base64 is refused by file, line and field, and the value is not told',
  (value) => {
    const { resource, problems } = decodeResource(
      'secrets',
      's',
      'secrets/s.yaml',
      `data:\n  ok: dg==\n  k: "${value}"`,
    );
    expect(resource).toBeUndefined();
    expect(problems).toEqual([
      {
        file: 'secrets/s.yaml',
        line: 3,
        field: 'data.k',
        message: 'must be base64; write what "printf %s VALUE | base64" prints',
      },
    ]);
  },
);

test.each(['', 'dg==', 'c2VjcmV0', 'c2Vj\\ncmV0\\n', '+/+/'])('a Secret may hold the base64 %j', (value) => {
  expect(decodeResource('secrets', 's', 'secrets/s.yaml', `data: {k: "${value}"}`).problems).toEqual([]);
});

test.each<[Folder, string, string]>([
  [
    'services',
    'spec: {ports: [{port: 65536}]}',
    'spec.ports[0].port: must be a port from 0 to 65535, not "65536"',
  ],
  ['services', 'spec: {ports: [{port: -1}]}', 'spec.ports[0].port: must be a port from 0 to 65535, not "-1"'],
  ['services', 'spec: {type: ExternalName, ports: [{port: 80}]}', 'spec.externalName: must be a domain name'],
  [
    'services',
    'spec: {type: ExternalName, externalName: "a b", ports: [{port: 80}]}',
    'spec.externalName: must be a domain name, not "a b"',
  ],
  [
    'endpoints',
    'subsets: [{ports: [{port: 70000}]}]',
    'subsets[0].ports[0].port: must be a port from 0 to 65535, not "70000"',
  ],
  [
    'endpoints',
    'subsets: [{addresses: [{ip: o.test}]}]',
    'subsets[0].addresses[0].ip: must be an IP address, not "o.test"',
  ],
  [
    'endpoints',
    'subsets: [{addresses: [{ip: "fe80::1%eth0"}]}]',
    'subsets[0].addresses[0].ip: must be an IP address, not "fe80::1%eth0"',
  ],
  ['endpoints', 'subsets: [{addresses: [{}]}]', 'subsets[0].addresses[0].ip: must be an IP address'],
])('of %s, %s is refused: nobody can connect there', (folder, text, message) => {
  expect(problemsOf(folder, text)).toEqual([`${folder}/x.yaml:1: ${message}`]);
});

test.each(['10.0.0.1', '::1', 'fe80::1'])('a pod may have the address %s', (ip) => {
  expect(problemsOf('endpoints', `subsets: [{addresses: [{ip: "${ip}"}]}]`)).toEqual([]);
});

test.each(['o.test', 'o.test.', 'localhost', 'a-1.b_2.test'])('an ExternalName may be %s', (name) => {
  expect(problemsOf('services', `spec: {type: ExternalName, externalName: ${name}}`)).toEqual([]);
});

test.each([
  'data: {password: 123456}',
  'data: {password: true}',
  'data: 123456',
  'data: {password: *123456}',
  'data: {password: !<123456> x}',
  'metadata: 123456',
])('a Secret with %s is refused without a word on its values', (text) => {
  const told = problemsOf('secrets', text);
  expect(told).toHaveLength(1);
  expect(told.join()).not.toMatch(/123456|true/);
});
