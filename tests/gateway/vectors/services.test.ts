import { expect, test } from 'vitest';
import { meaningOf } from './meaning.ts';

const CLUSTER = 'outbound|80||web.higress-system.svc.cluster.local';
const service = (spec: object) => ({ 'services/web.yaml': { spec } });

test('a Service has the ready addresses of its Endpoints, of all subsets', async () => {
  const { upstreams } = await meaningOf({
    ...service({ ports: [{ name: 'http', port: 80 }] }),
    'endpoints/web.yaml': {
      subsets: [
        {
          addresses: [{ ip: '10.0.0.1' }, { ip: '10.0.0.2' }],
          notReadyAddresses: [{ ip: '10.0.0.3' }],
          ports: [{ port: 3000 }],
        },
        {
          addresses: [{ ip: '10.0.0.4' }],
          ports: [
            { name: 'http', port: 3001 },
            { name: 'other', port: 1 },
          ],
        },
      ],
    },
  });
  expect(upstreams).toMatchObject([
    {
      cluster: CLUSTER,
      addresses: [
        { host: '10.0.0.1', port: 3000 },
        { host: '10.0.0.2', port: 3000 },
        { host: '10.0.0.4', port: 3001 },
      ],
    },
  ]);
});

test('an ExternalName is resolved by DNS', async () => {
  const { clusterOf } = await meaningOf(
    service({ type: 'ExternalName', externalName: 'o.test', ports: [{ port: 80 }] }),
  );
  expect(clusterOf(CLUSTER)).toMatchObject({ type: 'STRICT_DNS' });
});

test.each([
  [{ name: 'grpc-api' }, 'GRPC'],
  [{ name: 'http2' }, 'HTTP2'],
  [{ name: 'web', appProtocol: 'kubernetes.io/h2c' }, 'HTTP2'],
  [{ name: 'redis' }, 'TCP'],
  [{ name: 'web' }, 'HTTP'],
  [{}, 'HTTP'],
])('port %j speaks %s', async (port, protocol) => {
  const { upstreams } = await meaningOf(service({ ports: [{ port: 80, ...port }] }));
  expect(upstreams).toMatchObject([{ protocol }]);
});

const config = (higress: string) => ({ 'configmaps/higress-config.yaml': { data: { higress } } });

test('settings of higress-config are taken over, and what has no effect is named', async () => {
  const { settings, unusedSettings, refusalsOf } = await meaningOf(
    config(`
downstream: {idleTimeout: 60, maxRequestHeadersKb: 96, http2: {maxConcurrentStreams: 7}, routeTimeout: 1}
addXRealIpHeader: true
disableXEnvoyHeaders: true
gzip: {enable: true, minContentLength: 10, windowBits: 12}
tracing: {enable: false}
`),
  );
  expect(refusalsOf('ConfigMap')).toEqual([]);
  expect(settings).toMatchObject({
    downstreamIdleSeconds: 60,
    requestHeadersKb: 96,
    concurrentStreams: 7,
    addsRealIp: true,
    hidesEnvoyHeaders: true,
    gzip: { leastBytes: 10, sparesEtags: true },
  });
  expect(unusedSettings).toEqual([
    'data.higress: downstream.routeTimeout',
    'data.higress: gzip.windowBits',
    'data.higress: tracing.enable',
  ]);
});

test.each([
  ['downstream: {idleTimeout: soon}', 'downstream.idleTimeout'],
  ['downstream: {http2: {initialStreamWindowSize: 1}}', 'downstream.http2.initialStreamWindowSize'],
  ['addXRealIpHeader: 1', 'addXRealIpHeader'],
  ['gzip: {enable: true, contentType: text/html}', 'gzip'],
  ['gzip: {enable: true, minContentLength: 5000000000}', 'minContentLength'],
])('%s is refused by name', async (text, field) => {
  expect((await meaningOf(config(text))).refusalsOf('ConfigMap')).toEqual([expect.stringContaining(field)]);
});
