import { expect, test } from 'vitest';
import { redisNames, serviceOf } from '../../../gateway/translate/redis-service.ts';
import type { Upstream } from '../../../gateway/translate/upstream.ts';

const upstream = (protocol: string): Upstream => ({
  cluster: 'outbound|6379||redis.dns',
  host: 'redis.dns',
  port: 6379,
  discovery: 'dns',
  addresses: [],
  protocol,
});
const nobody = new Set<string>();
const named = new Set(['redis.dns']);

test.each([
  ['TCP', true, nobody, 'redis bridge'],
  ['', false, nobody, 'redis bridge'],
  ['', true, nobody, 'envoy'],
  ['', true, named, 'redis bridge'],
  ['HTTP', false, nobody, 'envoy'],
  ['GRPC', false, nobody, 'envoy'],
  ['HTTPS', false, nobody, 'envoy'],
  ['HTTPS', false, named, 'redis bridge'],
  ['HTTP', true, named, 'redis bridge'],
])('protocol "%s", routed %s, named %o is served by the %s', (protocol, isRouted, names, by) => {
  expect(serviceOf(upstream(protocol), isRouted, names).by).toBe(by);
});

test.each([
  [{ redis: { service_name: 'redis.dns' } }],
  [{ _rules_: [{ redis: { nodes: ['redis.dns'] } }] }],
  [{ cache: { type: 'redis', serviceName: 'redis.dns' } }],
  [{ redisCluster: 'redis.dns?db=1' }],
])('%j names redis.dns as a Redis', (configuration) => {
  expect(redisNames([configuration])).toContain('redis.dns');
});

test('a service named elsewhere is no Redis', () => {
  expect(redisNames([{ auth: { service_name: 'idp.dns' }, type: 'other' }, null])).toEqual(new Set());
});
