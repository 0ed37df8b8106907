import { describe, expect, test } from 'vitest';
import { namesBufferLimit, type Needs } from '../../../gateway/link/needs.ts';
import { httpCluster, bridgeCluster } from '../../../gateway/translate/cluster.ts';
import { meetNeeds } from '../../../gateway/translate/plugin-needs.ts';
import { HIGRESS_DEFAULTS } from '../../../gateway/translate/settings.ts';
import type { Upstream } from '../../../gateway/translate/upstream.ts';

const upstream = (fields: Partial<Upstream> = {}): Upstream => ({
  cluster: 'outbound|80||a.static',
  host: 'a.static',
  port: 80,
  discovery: 'static',
  addresses: [
    { host: '10.0.0.1', port: 8080 },
    { host: '::1', port: 9090 },
  ],
  protocol: 'HTTP',
  ...fields,
});
const cluster = (fields?: Partial<Upstream>) => httpCluster(upstream(fields), HIGRESS_DEFAULTS);
const plugin = (needs: Partial<Needs>, configuration = '') => ({
  configuration,
  needs: { choosesHosts: false, raisesBufferLimit: false, injectsBodies: false, ...needs },
});
const meet = (...plugins: Parameters<typeof meetNeeds>[2]) =>
  meetNeeds(
    HIGRESS_DEFAULTS,
    [
      cluster(),
      cluster({ discovery: 'dns', cluster: 'outbound|80||n.dns' }),
      bridgeCluster(upstream(), { path: '/redis.sock' }),
    ],
    plugins,
    new Map([['outbound|80||n.dns', ['10.0.0.3:80']]]),
  );

test('without needs nothing changes', () => {
  const { settings, clusters, lastFilters } = meet(plugin({}), { configuration: '', needs: undefined });
  expect(settings).toBe(HIGRESS_DEFAULTS);
  expect(clusters[0]).toEqual(cluster());
  expect(lastFilters).toEqual([]);
});

describe('one plugin that chooses hosts', () => {
  const [byAddress, byName, bridged] = meet(plugin({}), plugin({ choosesHosts: true })).clusters;

  test('gets hosts to read, one a line: the addresses of a cluster, or what its name resolved to', () => {
    const hosts = ['metadata', 'filter_metadata', 'higress.local', 'hosts'];
    expect(byAddress).toHaveProperty(hosts, '10.0.0.1:8080\n[::1]:9090\n');
    expect(byName).toHaveProperty(hosts, '10.0.0.3:80\n');
  });

  test('is obeyed by the balancer of every cluster but those of Redis', () => {
    for (const changed of [byAddress, byName]) {
      expect(changed).not.toHaveProperty('lb_policy');
      expect(JSON.stringify(changed)).toContain('envoy.load_balancing_policies.override_host');
    }
    expect(bridged).toEqual(bridgeCluster(upstream(), { path: '/redis.sock' }));
  });
});

test('a plugin that injects body data has the limit of large bodies', () => {
  const { settings } = meet(plugin({ injectsBodies: true }));
  expect(settings).toEqual(meet(plugin({ raisesBufferLimit: true })).settings);
});

describe('one plugin that sets a limit of its own', () => {
  test('raises that of all, in its module or its configuration', () => {
    const raised = meet(plugin({ raisesBufferLimit: true })).settings;
    expect(raised.downstreamBufferBytes).toBe(100 << 20);
    expect(raised.streamWindowBytes).toBe(100 << 20);
    expect(meet(plugin({}, '{"x":"set_encoder_buffer_limit"}')).settings).toEqual(raised);
  });

  test('does not lower what is larger, or without limit', () => {
    const limitOf = (downstreamBufferBytes: number) =>
      meetNeeds({ ...HIGRESS_DEFAULTS, downstreamBufferBytes }, [], [plugin({ raisesBufferLimit: true })])
        .settings.downstreamBufferBytes;
    expect(limitOf(200 << 20)).toBe(200 << 20);
    expect(limitOf(0)).toBe(0);
  });

  test('is known by the name, in the strings of any language', () => {
    expect(namesBufferLimit(Buffer.from('…set_decoder_buffer_limit…'))).toBe(true);
    expect(namesBufferLimit(Buffer.from('set_encoder_buffer_limit', 'utf16le'))).toBe(true);
    expect(namesBufferLimit('set_decoder_limit')).toBe(false);
  });
});

test('a Redis without endpoints has no bridge either, so calls fail at once', () => {
  const empty = bridgeCluster(upstream({ addresses: [] }), { path: '/redis.sock' });
  expect(empty).toHaveProperty(['load_assignment', 'endpoints', 0, 'lb_endpoints'], []);
});
