import { expect, test } from 'vitest';
import { redisMetrics } from '../../../gateway/admin/redis-metrics.ts';

test('counters of every cluster stand together under one type', () => {
  const cluster = {
    inits: 1,
    calls: 2,
    replies: 2,
    failures: 0,
    pending: 0,
    connectionsOpened: 1,
    connectionsOpen: 1,
    connectionsClosed: { 'op timeout': 3 } as const,
    writes: 2,
    bytesSent: 10,
    bytesReceived: 20,
  };
  const text = redisMetrics({ sessions: 1, clusters: { 'outbound|1||a"b.static': cluster, c: cluster } });
  expect(text).toContain(`# TYPE gateway_redis_calls_total counter
gateway_redis_calls_total{cluster="outbound|1||a\\"b.static"} 2
gateway_redis_calls_total{cluster="c"} 2
`);
  expect(text).toContain('# TYPE gateway_redis_pending gauge\n');
  expect(text).toContain('gateway_redis_connections_closed_total{cluster="c",reason="op timeout"} 3\n');
  expect(text.startsWith('# TYPE gateway_redis_sessions gauge\ngateway_redis_sessions 1\n')).toBe(true);
});
