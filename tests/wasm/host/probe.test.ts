import { describe, expect, test } from 'vitest';
import { get, Probed } from './probes/probed.ts';

describe('the probe', () => {
  test('is told by a header what to do for one request, and reports in a response header', async () => {
    const probed = await Probed.start('request_headers set 0 by configuration');
    const stream = probed.stream();
    const script = 'request_headers header 0 x-a; request_body buffer 0 0 all; response_headers report';
    stream.requestHeaders({ ...get, 'x-probe': script, 'x-a': 'b c' });
    stream.requestBody('100%', { endOfStream: true });
    stream.responseHeaders({ ':status': '200' }, { endOfStream: true });
    expect(stream.upstream.headers?.has('by')).toBe(false);
    expect(stream.downstream.headers?.get('x-probe-report')).toBe(
      'header 0 x-a = 0 b%20c | buffer 0 0 all = 0 100%25',
    );
  });

  test('frees what the host gives it', async () => {
    const probed = await Probed.start('request_headers pairs 0; request_headers buffer 9 0 all');
    const one = (): void => {
      const stream = probed.stream();
      stream.requestHeaders({ ...get, long: 'x'.repeat(10_000) });
      stream.end();
      probed.host.forget();
    };
    for (let i = 0; i < 50; i++) one();
    const before = probed.host.memoryBytes();
    for (let i = 0; i < 500; i++) one();
    expect(probed.host.memoryBytes()).toBe(before);
  });
});
