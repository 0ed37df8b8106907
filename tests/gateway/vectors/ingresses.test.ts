import { expect, test } from 'vitest';
import { A, B, ingress, meaning } from './ingress.ts';
import type { Options } from './ingress.ts';
import { meaningOf } from './meaning.ts';

const firstRoute = async (options: Options, host = '*') =>
  (await meaning(ingress('app', options))).routesOf(host)[0];
const annotated = (annotations: Record<string, string>) => firstRoute({ annotations });

test.each([
  ['a.static:80', A],
  ['a.static', A],
])('I1: the destination %s is %s', async (destination, cluster) => {
  expect(await annotated({ destination })).toMatchObject({ name: 'app', route: { cluster } });
});

test('I2: an unknown destination is a route that answers 503, and a reason', async () => {
  const { routesOf, refusalsOf } = await meaning(
    ingress('app', { annotations: { destination: 'nobody.dns:80' } }),
  );
  expect(routesOf('*')).toMatchObject([{ route: { cluster: 'outbound|80||nobody.dns' } }]);
  expect(refusalsOf('Ingress')).toEqual([expect.stringContaining('its requests get 503')]);
});

test('I3: lines with shares are weighted clusters', async () => {
  expect(await annotated({ destination: '80% a.static:80\n20% b.static:8080' })).toMatchObject({
    route: {
      weighted_clusters: {
        clusters: [
          { name: A, weight: 80 },
          { name: B, weight: 20 },
        ],
      },
    },
  });
});

test('I4: a prefix covers whole segments; exact comes first, then what is longer', async () => {
  const { routesOf } = await meaning(
    ingress('root'),
    ingress('short', { path: '/a' }),
    ingress('long', { path: '/a/b' }),
    ingress('exact', { path: '/a', pathType: 'Exact' }),
  );
  expect(routesOf('*').map(({ name, match }) => [name, match])).toEqual([
    ['exact', { path: '/a', case_sensitive: true }],
    ['long', { path_separated_prefix: '/a/b', case_sensitive: true }],
    ['short', { path_separated_prefix: '/a', case_sensitive: true }],
    ['root', { prefix: '/', case_sensitive: true }],
  ]);
});

test('I5: use-regex makes a prefix an expression that ends in .*', async () => {
  expect(await firstRoute({ path: '/v[0-9]', annotations: { 'use-regex': 'true' } })).toMatchObject({
    match: { safe_regex: { regex: '/v[0-9].*' } },
  });
});

test('I6: rewrite-path replaces the prefix', async () => {
  expect(await firstRoute({ path: '/old', annotations: { 'rewrite-path': '/new' } })).toMatchObject({
    route: { prefix_rewrite: '/new' },
  });
});

test('rewrite-target fills in the groups of the path', async () => {
  const annotations = { 'rewrite-target': '/new/$1' };
  expect(await firstRoute({ path: '/old/(.*)', annotations })).toMatchObject({
    match: { safe_regex: { regex: '/old/(.*).*' } },
    route: { regex_rewrite: { pattern: { regex: '/old/(.*).*' }, substitution: '/new/\\1' } },
  });
});

test('I7: ignore-path-case', async () => {
  expect(await annotated({ 'ignore-path-case': 'true' })).toMatchObject({ match: { case_sensitive: false } });
});

test('I8: without a host any will do, and a wild card has a host of its own', async () => {
  const { routesOf } = await meaning(ingress('any'), ingress('wild', { host: '*.wild.test' }));
  expect(routesOf('*')).toMatchObject([{ name: 'any' }]);
  expect(routesOf('*.wild.test')).toMatchObject([{ name: 'wild' }]);
});

test('I9: an Ingress of another class is served', async () => {
  expect(await firstRoute({ spec: { ingressClassName: 'nginx' } })).toMatchObject({ name: 'app' });
});

test.each([{ number: 8080 }, { name: 'http' }])('I10: the backend port %j of a Service', async (port) => {
  const { routesOf } = await meaningOf({
    'services/svc.yaml': { spec: { ports: [{ name: 'http', port: 8080 }] } },
    'ingresses/app.yaml': { spec: { defaultBackend: { service: { name: 'svc', port } } } },
  });
  expect(routesOf('*')).toMatchObject([
    { route: { cluster: 'outbound|8080||svc.higress-system.svc.cluster.local' } },
  ]);
});

test('I11: no time limit and two retries by default', async () => {
  expect(await annotated({ timeout: '5' })).toMatchObject({ route: { timeout: '5s' } });
  expect(await annotated({})).toMatchObject({
    route: {
      timeout: '0s',
      retry_policy: {
        num_retries: 2,
        retriable_status_codes: [503],
        retriable_request_headers: [
          { name: ':method', string_match: { safe_regex: { regex: 'POST|PATCH|LOCK' } }, invert_match: true },
        ],
      },
    },
  });
});

test.each<[Record<string, string>, object]>([
  [{ 'proxy-next-upstream-tries': '5' }, { retry_on: '5xx', num_retries: 5 }],
  [
    { 'proxy-next-upstream': 'error,http_502', 'proxy-next-upstream-timeout': '2' },
    {
      retry_on: '5xx,retriable-status-codes',
      retriable_status_codes: [502],
      num_retries: 3,
      per_try_timeout: '2s',
    },
  ],
])('retries by %j', async (annotations, policy) => {
  expect(await annotated(annotations)).toMatchObject({ route: { retry_policy: policy } });
});

test('no retries when they are switched off', async () => {
  const route = (await annotated({ 'proxy-next-upstream': 'off' })) as { route: object };
  expect(route.route).not.toHaveProperty('retry_policy');
});

test('I12: a header canary is a route of its own name before the main one, with the settings of that', async () => {
  const { routesOf } = await meaning(
    ingress('app', { annotations: { timeout: '7' } }),
    ingress('beta', {
      annotations: {
        destination: 'b.static:8080',
        canary: 'true',
        'canary-by-header': 'x-beta',
        'canary-by-header-value': 'me',
      },
    }),
  );
  expect(routesOf('*')).toMatchObject([
    {
      name: 'beta',
      match: { headers: [{ name: 'x-beta', string_match: { safe_regex: { regex: 'always|me' } } }] },
      route: { cluster: B, timeout: '7s' },
    },
    { name: 'app', route: { cluster: A, timeout: '7s' } },
  ]);
});

test('a canary by weight shares the route of the main Ingress', async () => {
  const annotations = { destination: 'b.static:8080', canary: 'true', 'canary-weight': '30' };
  const { routesOf } = await meaning(ingress('app'), ingress('beta', { annotations }));
  expect(routesOf('*')).toMatchObject([
    {
      name: 'app',
      route: {
        weighted_clusters: {
          clusters: [
            { name: A, weight: 7000 },
            { name: B, weight: 3000 },
          ],
        },
      },
    },
  ]);
});

test('a canary beside nothing is a reason', async () => {
  const { refusalsOf } = await meaning(
    ingress('beta', { annotations: { canary: 'true', 'canary-by-header': 'x' } }),
  );
  expect(refusalsOf('Ingress')).toEqual([expect.stringContaining('no other Ingress')]);
});

test('headers are added, updated and removed on both ways', async () => {
  expect(
    await annotated({
      'request-header-control-add': 'x-a 1\nx-b two words',
      'request-header-control-remove': 'x-c, x-d',
      'response-header-control-update': 'server mine',
    }),
  ).toMatchObject({
    request_headers_to_add: [
      { header: { key: 'x-a', value: '1' }, append_action: 'APPEND_IF_EXISTS_OR_ADD' },
      { header: { key: 'x-b', value: 'two words' } },
    ],
    request_headers_to_remove: ['x-c', 'x-d'],
    response_headers_to_add: [
      { header: { key: 'server', value: 'mine' }, append_action: 'OVERWRITE_IF_EXISTS_OR_ADD' },
    ],
  });
});

test('upstream-vhost is the host the origin sees', async () => {
  expect(await annotated({ 'upstream-vhost': 'o.test' })).toMatchObject({
    route: { host_rewrite_literal: 'o.test' },
  });
});

test('CORS has the defaults of nginx, and what is written', async () => {
  const policyOf = async (annotations: Record<string, string>) => {
    const route = (await annotated({ 'enable-cors': 'true', ...annotations })) as {
      typed_per_filter_config: Record<string, object>;
    };
    return route.typed_per_filter_config['envoy.filters.http.cors'];
  };
  expect(await policyOf({})).toMatchObject({
    allow_origin_string_match: [{ safe_regex: { regex: '.*' } }],
    allow_methods: 'GET,PUT,POST,DELETE,PATCH,OPTIONS',
    allow_credentials: true,
    max_age: '1728000',
  });
  expect(
    await policyOf({ 'cors-allow-origin': 'https://*.a.test, https://b.test', 'cors-max-age': '5' }),
  ).toMatchObject({
    allow_origin_string_match: [{ safe_regex: { regex: '.*\\.a\\.test' } }, { exact: 'https://b.test' }],
    max_age: '5',
  });
});

test.each([
  ['HTTPS', 'transport_socket'],
  ['GRPC', 'http2_protocol_options'],
])('backend-protocol %s turns its destinations to it', async (protocol, trace) => {
  const { clusterOf } = await meaning(ingress('app', { annotations: { 'backend-protocol': protocol } }));
  expect(JSON.stringify(clusterOf(A))).toContain(trace);
  expect(JSON.stringify(clusterOf(B))).not.toContain(trace);
});
