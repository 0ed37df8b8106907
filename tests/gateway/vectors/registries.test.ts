import { expect, test } from 'vitest';
import { bridge, meaningOf } from './meaning.ts';

const http = (entry: object) => bridge({ name: 'n', type: 'static', protocol: 'HTTP', ...entry });
const nameOf = (name: string) => ({ name });

test('M1: a dns registry is resolved every 200 s or by its TTL, to v4 addresses', async () => {
  const { clusterOf } = await meaningOf(http({ name: 'origin', type: 'dns', domain: 'o.test', port: 80 }));
  expect(clusterOf('outbound|80||origin.dns')).toMatchObject({
    type: 'STRICT_DNS',
    dns_refresh_rate: '200s',
    respect_dns_ttl: true,
    dns_lookup_family: 'V4_ONLY',
    lb_policy: 'LEAST_REQUEST',
    connect_timeout: '10s',
  });
});

test('M1: a mesh setting makes the refresh faster', async () => {
  const { clusterOf } = await meaningOf({
    ...http({ name: 'origin', type: 'dns', domain: 'o.test', port: 80 }),
    'configmaps/higress-config.yaml': { data: { mesh: 'dnsRefreshRate: 5s' } },
  });
  expect(clusterOf('outbound|80||origin.dns')).toMatchObject({ dns_refresh_rate: '5s' });
});

test.each([
  ['M2', { domain: '127.0.0.1:6399', port: 6379 }, 'outbound|6379||n.static', [['127.0.0.1', 6399]]],
  ['M2', { domain: '127.0.0.1:6399', port: 80 }, 'outbound|80||n.static', [['127.0.0.1', 6399]]],
  ['M2', { domain: '127.0.0.1:6399' }, 'outbound|0||n.static', [['127.0.0.1', 6399]]],
  [
    'M3',
    { domain: '10.0.0.1:1,10.0.0.2:2', port: 80 },
    'outbound|80||n.static',
    [
      ['10.0.0.1', 1],
      ['10.0.0.2', 2],
    ],
  ],
  [
    'M4',
    { type: 'dns', domain: 'a.test,b.test', port: 80 },
    'outbound|80||n.dns',
    [
      ['a.test', 80],
      ['b.test', 80],
    ],
  ],
  ['M6', { domain: '[::1]:6399', port: 80 }, 'outbound|80||n.static', [['::1', 6399]]],
])('%s: %j is %s', async (_vector, entry, cluster, addresses) => {
  const { upstreams } = await meaningOf(http(entry));
  expect(upstreams).toMatchObject([
    { cluster, addresses: addresses.map(([host, port]) => ({ host, port })) },
  ]);
});

test.each([
  ['M3', { domain: '10.0.0.1:1, 10.0.0.2:2' }],
  ['M5', { type: 'dns', domain: 'redis', port: 6379 }],
  ['M5', { type: 'dns', domain: 'redis.e2e1', port: 6379 }],
  ['M5', { type: 'dns', domain: 'redis.test.', port: 6379 }],
  ['M6', { domain: '127.0.0.1' }],
  ['M6', { domain: 'localhost:80' }],
])('%s: of %j what is malformed is dropped, and said', async (_vector, entry) => {
  const { upstreams, refusalsOf } = await meaningOf(http(entry));
  expect(upstreams.flatMap(({ addresses }) => addresses).length).toBeLessThanOrEqual(1);
  expect(refusalsOf('McpBridge')).toHaveLength(1);
});

test.each([
  ['', 'http_protocol_options'],
  ['http', 'http_protocol_options'],
  ['GRPC', 'http2_protocol_options'],
  ['HTTP2', 'http2_protocol_options'],
  ['GRPCS', 'http2_protocol_options'],
])('M7: protocol "%s" speaks %s', async (protocol, options) => {
  const { clusterOf } = await meaningOf({
    ...http({ domain: '127.0.0.1:1', port: 80, protocol }),
    'ingresses/app.yaml': {
      metadata: { annotations: { 'higress.io/destination': 'n.static:80' } },
      spec: { rules: [{ http: { paths: [{ path: '/', pathType: 'Prefix' }] } }] },
    },
  });
  expect(JSON.stringify(clusterOf('outbound|80||n.static'))).toContain(
    `"explicit_http_config":{"${options}"`,
  );
});

test('M7: protocol TCP is Redis', async () => {
  const { upstreams } = await meaningOf(http({ domain: '127.0.0.1:1', port: 6379, protocol: 'tcp' }));
  expect(upstreams).toMatchObject([{ service: { by: 'redis bridge' } }]);
});

test.each([
  [{ type: 'dns', domain: 'o.test', sni: 'name.test' }, 'name.test'],
  [{ type: 'dns', domain: 'o.test' }, 'o.test'],
  [{ domain: '127.0.0.1:1', sni: 'name.test' }, 'name.test'],
  [{ domain: '127.0.0.1:1' }, undefined],
])('M8: HTTPS to %j asks for %s and checks no certificate', async (entry, sni) => {
  const { clusters } = await meaningOf(http({ ...entry, port: 443, protocol: 'HTTPS' }));
  const socket = (clusters[0] as { transport_socket: { typed_config: Record<string, unknown> } })
    .transport_socket;
  expect(socket.typed_config['sni']).toBe(sni);
  expect(socket.typed_config['common_tls_context']).toEqual({
    tls_params: { tls_minimum_protocol_version: 'TLSv1_2', tls_maximum_protocol_version: 'TLSv1_3' },
  });
});

test('M9: an entry with an unknown protocol or type is dropped, the others load', async () => {
  const ok = { type: 'static', domain: '127.0.0.1:1', port: 80, protocol: 'HTTP' };
  const meaning = await meaningOf(
    bridge(
      { ...ok, ...nameOf('a') },
      { ...ok, ...nameOf('b'), protocol: 'redis' },
      { ...nameOf('c'), type: 'consul' },
    ),
  );
  expect(meaning.upstreams.map(({ host }) => host)).toEqual(['a.static']);
  expect(meaning.refusalsOf('McpBridge')).toHaveLength(2);
});

test('M10: an entry that is deleted takes its cluster along', async () => {
  const entries = ['a', 'b'].map((name) => ({ name, type: 'static', domain: '127.0.0.1:1', port: 80 }));
  expect((await meaningOf(bridge(...entries))).clusters).toHaveLength(2);
  expect((await meaningOf(bridge(...entries.slice(1)))).clusters).toMatchObject([
    { name: 'outbound|80||b.static' },
  ]);
});

test('M11: an McpBridge of another name is ignored, and said', async () => {
  const { upstreams, statuses } = await meaningOf({
    'mcpbridges/other.yaml': { spec: { registries: [{ name: 'a', type: 'static', domain: '127.0.0.1:1' }] } },
  });
  expect(upstreams).toEqual([]);
  expect(statuses).toMatchObject([{ name: 'other', message: expect.stringContaining('ignored') }]);
});
