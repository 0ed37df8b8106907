import { describe, expect, test } from 'vitest';
import { get, Probed } from './probes/probed.ts';
import type { StreamOptions } from './stream.ts';

/** What statements of the request headers callback answer. */
async function asked(statements: string[], options: StreamOptions = {}): Promise<string[]> {
  const probed = await Probed.start(statements.map((each) => `request_headers ${each}`).join(';'));
  probed.stream(options).requestHeaders({ ...get, ':path': '/a?b=c' });
  return probed.answers();
}

const results = (lines: string[]): string[] => lines.map((line) => line.split(' = ')[1]!);

describe('properties', () => {
  test('vector 52: scripted attributes are read by their path', async () => {
    const properties = { route_name: 'my_route', 'source.address': '10.0.0.1:80', 'source.port': 80 };
    const lines = await asked(['property route_name', 'property source.address', 'property source.port'], {
      properties,
    });
    expect(results(lines)).toEqual(['0 my_route', '0 10.0.0.1:80', '0 P%00%00%00%00%00%00%00']);
  });

  test('vector 53: request attributes come from the headers, response.code is 8 bytes', async () => {
    const request = ['path', 'url_path', 'query', 'host', 'method', 'headers.none'];
    const lines = await asked(request.map((name) => `property request.${name}`));
    expect(results(lines)).toEqual(['0 /a?b=c', '0 /a', '0 b=c', '0 a.example', '0 GET', '1']);
    const probed = await Probed.start('request_headers property response.code; log property response.code');
    const stream = probed.stream();
    stream.requestHeaders(get, { endOfStream: true });
    stream.responseHeaders({ ':status': '403' }, { endOfStream: true });
    stream.end();
    expect(results(probed.answers())).toEqual(['1', '0 %93%01%00%00%00%00%00%00']);
  });

  test('vector 54: what one plugin of the stream sets another one reads; a root sets nothing', async () => {
    const probed = await Probed.start('request_headers set-property k v; tick set-property k v');
    const other = probed.host.start('request_headers property k');
    const filterState = new Map<string, Uint8Array>();
    probed.root.stream({ filterState }).requestHeaders(get);
    other.stream({ filterState }).requestHeaders(get);
    probed.root.setTick(1);
    probed.host.tick();
    expect(probed.answers()).toEqual(['set-property k v = 0', 'property k = 0 v', 'set-property k v = 1']);
  });

  test('vector 55: the empty path does not serialise, unknown ones are not found', async () => {
    const lines = await asked([
      "property ''",
      'property nonsense',
      'property plugin_vm_id',
      'property plugin_root_id',
    ]);
    expect(results(lines)).toEqual(['3', '1', '0 empty', '0 higress-redis']);
  });

  test('after a write to the request headers cluster_name is unknown until route_name is read', async () => {
    const statements = ['set 0 a b', 'property cluster_name', 'property route_name', 'property cluster_name'];
    const lines = await asked(statements, { properties: { route_name: 'r', cluster_name: 'c' } });
    expect(results(lines)).toEqual(['0', '1', '0 r', '0 c']);
  });

  test('header-backed attributes go with the headers', async () => {
    const probed = await Probed.start('request_body property request.path');
    const stream = probed.stream();
    stream.requestHeaders(get);
    stream.requestBody('x');
    expect(results(probed.answers())).toEqual(['1']);
  });

  test('span tags are set and never read back', async () => {
    expect(results(await asked(['set-property trace_span_tag.k v', 'property trace_span_tag.k']))).toEqual([
      '0',
      '1',
    ]);
  });
});

describe('shared data, queues, metrics', () => {
  test('vector 56: every set takes the next number, and a stale number is a mismatch', async () => {
    const lines = await asked([
      'set-shared k a',
      'set-shared k b',
      'shared k',
      'set-shared k c 100',
      'set-shared k c 2',
      'shared k',
      'shared none',
      'set-shared new x 77',
      "set-shared none ''",
      'shared none',
    ]);
    expect(results(lines)).toEqual([
      '0',
      '0',
      '0 b cas 2',
      '8',
      '0',
      '0 c cas 3',
      '1',
      '0',
      '0',
      '0 empty cas 5',
    ]);
  });

  test('one more worker of a gateway has the same shared data, metrics and clock, and a Redis client of its own', async () => {
    const one = await Probed.start('request_headers set-shared k a');
    const two = await Probed.start('request_headers shared k', { beside: one.host });
    one.stream().requestHeaders(get);
    two.stream().requestHeaders(get);
    expect(results(two.answers())).toEqual(['0 a cas 1']);
    one.host.clock.advance(5);
    expect(two.host.clock.ms).toBe(one.host.clock.ms);
    expect(two.host.metrics).toBe(one.host.metrics);
    expect(two.host.redis).not.toBe(one.host.redis);
  });

  test('vector 57: queues count tokens from 1 and wake the root that registered', async () => {
    const probed = await Probed.start(
      'configure queue jobs; configure queue jobs; request_headers dequeue 1; request_headers dequeue 0;' +
        'request_headers enqueue 1 first; queue_ready dequeue 1; request_headers log 2 end',
    );
    const configured = probed.host.logs.map((line) => line.text).filter((text) => text.startsWith('queue'));
    expect(configured).toEqual(['queue jobs = 0 1', 'queue jobs = 0 1']);
    probed.stream().requestHeaders(get);
    const told = probed.told().slice(2);
    expect(told).toEqual([
      'dequeue 1 = 7',
      'dequeue 0 = 1',
      'enqueue 1 first = 0',
      'end',
      'log 2 end = 0',
      'queue_ready 1,1',
      'dequeue 1 = 0 first',
    ]);
  });

  test('vector 58: metric ids say their kind; the same name is a new id of one stat', async () => {
    const lines = await asked([
      'metric 0 c',
      'metric 1 g',
      'metric 2 h',
      'metric 0 c',
      'metric 3 x',
      'increment 4 2',
      'increment 8 3',
      'increment 4 -1',
      'record 5 7',
      'increment 5 -2',
      'record 6 9',
      'increment 6 1',
      'read-metric 8',
      'read-metric 5',
      'read-metric 6',
      'read-metric 99',
    ]);
    const expected = ['0 4', '0 5', '0 6', '0 8', '2 3735928559'];
    expected.push('0', '0', '2', '0', '0', '0', '2', '0 5', '0 5', '2', '1');
    expect(results(lines)).toEqual(expected);
  });

  test('the test reads metrics by name', async () => {
    const probed = await Probed.start(
      'configure metric 0 hits; configure increment 4 3; configure metric 2 ms',
    );
    expect(probed.host.metrics.value('hits')).toBe(3);
    expect(probed.host.metrics.value('misses')).toBeUndefined();
    expect(probed.host.metrics.samples('ms')).toEqual([]);
  });
});

describe('time, log, foreign functions', () => {
  test('time is the clock of the host', async () => {
    const probed = await Probed.start('request_headers time', { startMs: 5 });
    probed.stream().requestHeaders(get);
    probed.host.advance(2);
    probed.stream().requestHeaders(get);
    expect(results(probed.answers())).toEqual(['0 5000000', '0 7000000']);
  });

  test('lines below the level are dropped, unknown levels and foreign memory refused', async () => {
    const probed = await Probed.start(
      'request_headers log 1 quiet; request_headers log 6 x; request_headers log-level',
    );
    probed.stream().requestHeaders(get);
    expect(probed.told().slice(-3)).toEqual(['log 1 quiet = 0', 'log 6 x = 2', 'log-level = 0 2']);
    expect(results(await asked(['log-beyond-memory now']))).toEqual(['6']);
  });

  test('foreign functions are those the test offers', async () => {
    const foreign = { upper: (args: Uint8Array) => Buffer.from(Buffer.from(args).toString().toUpperCase()) };
    const probed = await Probed.start(
      'request_headers foreign upper abc; request_headers foreign lower ABC',
      {
        foreign,
      },
    );
    probed.stream().requestHeaders(get);
    expect(results(probed.answers())).toEqual(['0 ABC', '1']);
  });
});
