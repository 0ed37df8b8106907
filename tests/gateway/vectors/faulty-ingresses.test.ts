import { describe, expect, test } from 'vitest';
import { A, B, ingress, meaning } from './ingress.ts';
import { bridge, meaningOf, plugin } from './meaning.ts';
import type { Meaning } from './meaning.ts';

test.each([
  ['timeout', 'soon'],
  ['enable-cors', 'maybe'],
  ['request-header-control-add', 'lonely'],
  ['proxy-next-upstream-tries', '-1'],
  ['upstream-vhost', 'a b'],
  ['request-header-control-add', 'x-a 100%'],
  ['request-header-control-remove', ':path'],
  ['response-header-control-remove', 'Host'],
  ['backend-protocol', 'TCP'],
  ['backend-protocol', 'AJP'],
  ['rewrite-path', '/a\n/b'],
  ['request-header-control-add', 'x-a %TYPO%'],
  ['request-header-control-add', 'x-a %REQ%'],
  ['request-header-control-add', 'x-a %REQ(x-b):long%'],
  ['request-header-control-add', 'x-a %PROTOCOL(x)%'],
  ['request-header-control-add', `x-a ${'a'.repeat(20_000)}`],
  ['request-header-control-add', 'x-a a\rb'],
])('%s: "%s" is a reason, and the route works without it', async (name, value) => {
  const { refusalsOf, routesOf } = await meaning(ingress('app', { annotations: { [name]: value } }));
  expect(refusalsOf('Ingress')).toEqual([expect.stringContaining(`higress.io/${name}: `)]);
  expect(routesOf('*')).toMatchObject([{ name: 'app', route: { cluster: A } }]);
});

test.each<[Record<string, string>, string]>([
  [{ 'canary-by-header': 'a b' }, 'canary-by-header'],
  [{ 'canary-by-header': 'a', 'canary-by-header-pattern': '(' }, 'canary-by-header-pattern'],
  [{ 'canary-by-header': 'a', 'canary-by-header-value': 'a(?=b)' }, 'canary-by-header-value'],
  [{ 'canary-by-cookie': '(' }, 'canary-by-cookie'],
])('a canary by %j is a reason and hurts no other route', async (annotations, name) => {
  const { refusalsOf } = await meaning(
    ingress('app'),
    ingress('beta', { annotations: { canary: 'true', ...annotations } }),
  );
  expect(refusalsOf('Ingress')).toEqual([expect.stringContaining(`higress.io/${name}: `)]);
});

test('a rewrite to a group that the path does not have is refused', async () => {
  const { refusalsOf } = await meaning(
    ingress('app', { path: '/(.*)', annotations: { 'rewrite-target': '/$2' } }),
  );
  expect(refusalsOf('Ingress')).toEqual([expect.stringContaining('rewrite-target')]);
});

test.each(['(?i:foo)', '(?i)foo', '(?P<name>a)', '[[:alpha:]]', 'a{1000}'])(
  'a path may be the expression %s of RE2',
  async (path) => {
    const { refusalsOf, routesOf } = await meaning(
      ingress('app', { path: `/${path}`, annotations: { 'use-regex': 'true' } }),
    );
    expect(refusalsOf('Ingress')).toEqual([]);
    expect(routesOf('*')).toMatchObject([{ match: { safe_regex: { regex: `/${path}.*` } } }]);
  },
);

test.each(['a(?=b)', '(?<!a)b', 'a{1001}', '(a)\\1', '(abcdefghij{1,1000}klm){100}'])(
  'a path that is the expression %s is refused, and no other Ingress with it',
  async (path) => {
    const { refusalsOf, routesOf } = await meaning(
      ingress('app', { path: `/${path}`, annotations: { 'use-regex': 'true' } }),
      ingress('other'),
    );
    expect(refusalsOf('Ingress')).toEqual([expect.stringContaining('is not a regular expression')]);
    expect(routesOf('*')).toMatchObject([{ name: 'other' }]);
  },
);

test('a rewrite with a backslash that means nothing is refused', async () => {
  const { refusalsOf } = await meaning(
    ingress('app', { path: '/(.*)', annotations: { 'rewrite-target': '/\\q' } }),
  );
  expect(refusalsOf('Ingress')).toEqual([expect.stringContaining('rewrite-target')]);
});

test('values of headers may hold what Envoy fills in', async () => {
  const line = 'x-a %DOWNSTREAM_REMOTE_ADDRESS% %REQ(x-b?:path):10% %START_TIME(%Y)% 100%%';
  const { refusalsOf } = await meaning(
    ingress('app', { annotations: { 'request-header-control-add': line } }),
  );
  expect(refusalsOf('Ingress')).toEqual([]);
});

test('each fault of an Ingress is a reason of its own', async () => {
  const { refusalsOf } = await meaning(
    ingress('app', {
      annotations: { timeout: 'soon', 'enable-cors': 'maybe', destination: 'nobody.dns:80' },
    }),
  );
  expect(refusalsOf('Ingress')).toEqual([
    expect.stringContaining('higress.io/enable-cors'),
    expect.stringContaining('higress.io/timeout'),
    expect.stringContaining('does not exist'),
  ]);
});

test('a flag that can not be read counts as absent, so its default holds', async () => {
  const annotations = { 'enable-cors': 'true', 'cors-allow-credentials': 'perhaps' };
  const { routesOf } = await meaning(ingress('app', { annotations }));
  expect(routesOf('*')).toMatchObject([
    { typed_per_filter_config: { 'envoy.filters.http.cors': { allow_credentials: true } } },
  ]);
});

test('a canary shares a main destination that stands alone at 0 %', async () => {
  const annotations = { destination: 'b.static:8080', canary: 'true', 'canary-weight': '30' };
  const { routesOf } = await meaning(
    ingress('app', { annotations: { destination: '0% a.static:80' } }),
    ingress('beta', { annotations }),
  );
  expect(routesOf('*')).toMatchObject([
    {
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

describe('no route leads to a service that is Redis', () => {
  const redis = { name: 'r', type: 'static', domain: '127.0.0.1:3', port: 80 };
  const other = { name: 'a', type: 'static', domain: '127.0.0.1:1', port: 80, protocol: 'HTTP' };
  const limiter = plugin({ defaultConfig: { redis: { service_name: 'r.static' } } });
  const clusterNames = ({ clusters }: Meaning) => clusters.map(({ name }) => name);

  test('whether the registry says so', async () => {
    const told = await meaningOf({
      ...bridge({ ...redis, protocol: 'TCP' }, other),
      ...ingress('app', { annotations: { destination: 'r.static:80' } }),
    });
    expect(told.refusalsOf('Ingress')).toEqual([]);
    const [route] = told.routesOf('*') as [{ route: { cluster: string } }];
    expect(clusterNames(told)).not.toContain(route.route.cluster);
  });

  test('or a plugin, also of a share and of a canary', async () => {
    const told = await meaningOf({
      ...bridge(redis, other),
      ...limiter,
      ...ingress('app', { annotations: { destination: '50% r.static:80\n50% a.static:80' } }),
      ...ingress('beta', {
        annotations: { destination: 'r.static:80', canary: 'true', 'canary-weight': '50' },
      }),
    });
    expect(told.refusalsOf('Ingress')).toEqual([]);
    expect(JSON.stringify(told.routes)).not.toContain('"outbound|80||r.static"');
    expect(JSON.stringify(told.routes)).toContain(`"${A}"`);
  });

  test('nor does an Ingress change how Redis is spoken to', async () => {
    const { upstreams } = await meaningOf({
      ...bridge(redis),
      ...limiter,
      ...ingress('app', { annotations: { destination: 'r.static:80', 'backend-protocol': 'HTTPS' } }),
    });
    expect(upstreams).toMatchObject([{ protocol: '' }]);
    expect(upstreams[0]).not.toHaveProperty('tls');
  });
});
