import { describe, expect, test } from 'vitest';
import { get, Probed } from './probes/probed.ts';

const script = (phase: string, ...statements: string[]): string =>
  statements.map((each) => `${phase} ${each}`).join(';');

describe('header maps', () => {
  test('vector 20: request writes store lower case and clear the route once each, unless told not to', async () => {
    const writes = ['set 0 Server probe', 'add 0 X-Two 2', 'remove 0 x-two'];
    const stream = (await Probed.start(script('request_headers', ...writes))).stream();
    stream.requestHeaders(get);
    expect(stream.upstream.headers?.get('server')).toBe('probe');
    expect(stream.upstream.headers?.toPairs().map(([name]) => name)).toContain('server');
    expect(stream.routeCacheClears).toBe(3);
    const kept = script('request_headers', 'set-property clear_route_cache off', ...writes);
    const quiet = (await Probed.start(kept)).stream();
    quiet.requestHeaders(get);
    expect(quiet.routeCacheClears).toBe(0);
  });

  test('vector 21: response writes clear nothing', async () => {
    const stream = (await Probed.start('response_headers set 2 server probe')).stream();
    stream.requestHeaders(get, { endOfStream: true });
    stream.responseHeaders({ ':status': '200' }, { endOfStream: true });
    expect(stream.downstream.headers?.get('server')).toBe('probe');
    expect(stream.routeCacheClears).toBe(0);
  });

  test('vector 22: absent headers and absent maps differ', async () => {
    const probed = await Probed.start(script('request_headers', 'header 0 none', 'header 6 x', 'pairs 6'));
    probed.stream().requestHeaders(get);
    expect(probed.answers()).toEqual(['header 0 none = 1', 'header 6 x = 2', 'pairs 6 = 0 empty']);
  });

  test('vector 23: a get sees the first value, a replace leaves one', async () => {
    const statements = ['add 0 x one', 'add 0 x two', 'header 0 x', 'set 0 x three', 'header 0 x'];
    const probed = await Probed.start(script('request_headers', ...statements));
    const stream = probed.stream();
    stream.requestHeaders(get);
    expect(probed.answers().filter((line) => line.startsWith('header'))).toEqual([
      'header 0 x = 0 one',
      'header 0 x = 0 three',
    ]);
    expect(stream.upstream.headers?.getAll('x')).toEqual(['three']);
  });

  test('vector 24: removing nothing is fine, writing read-only or unknown maps is not', async () => {
    const probed = await Probed.start(
      script('request_headers', 'remove 0 none', 'set 6 a b', 'set 8 a b', 'header 8 a'),
    );
    probed.stream().requestHeaders(get);
    expect(probed.answers().map((line) => line.slice(-1))).toEqual(['0', '2', '2', '2']);
  });

  test('vector 25: malformed pairs empty the map without an error', async () => {
    const garbage = '%01%00%00%00%01%00%00%00%01%00%00%00a%00b%00x';
    const probed = await Probed.start(script('request_headers', `set-pairs-raw 0 ${garbage}`));
    const stream = probed.stream();
    stream.requestHeaders(get);
    expect(probed.answers()[0]).toMatch(/ = 0$/);
    expect(stream.upstream.headers?.size).toBe(0);
  });

  test('vector 26: set pairs replaces everything', async () => {
    const stream = (await Probed.start(script('request_headers', 'set-pairs 0 a=a b=b'))).stream();
    stream.requestHeaders(get);
    expect(stream.upstream.headers?.toPairs()).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
  });

  test('vector 27: headers that continued are lost to the body callback, stopped ones are not', async () => {
    const lost = await Probed.start('request_body header 0 :path');
    const stream = lost.stream();
    stream.requestHeaders(get);
    stream.requestBody('x');
    expect(lost.answers()).toEqual(['header 0 :path = 2']);
    expect(lost.host.warnings).toEqual(['context 2 uses the request map after losing it']);
    const kept = await Probed.start('request_headers return 1; request_body header 0 :path');
    const stopped = kept.stream();
    stopped.requestHeaders(get);
    stopped.requestBody('x');
    expect(kept.answers()).toEqual(['header 0 :path = 0 /']);
    expect(kept.host.warnings).toEqual([]);
  });

  test('vector 28: trailers can be added in the last data callback only', async () => {
    const probed = await Probed.start('request_body add 1 t v');
    const stream = probed.stream();
    stream.requestHeaders(get);
    stream.requestBody('first');
    stream.requestBody('last', { endOfStream: true });
    expect(probed.answers()).toEqual(['add 1 t v = 2', 'add 1 t v = 0']);
    expect(stream.upstream.trailers?.toObject()).toEqual({ t: 'v' });
    expect(stream.upstream.hasEnded).toBe(true);
    expect(probed.told().filter((line) => line.startsWith('request_trailers'))).toEqual([]);
  });

  test('vector 29: the size of a map is its bytes', async () => {
    const probed = await Probed.start(script('request_headers', 'size 0', 'size 6'));
    probed.stream().requestHeaders({ ab: 'cde', f: '' });
    expect(probed.answers()).toEqual(['size 0 = 0 6', 'size 6 = 2']);
  });

  test('vector 30: one pair is 16 bytes, none is nothing', async () => {
    const probed = await Probed.start(script('request_headers', 'pairs 0'));
    probed.stream().requestHeaders({ a: 'b' });
    probed.stream().requestHeaders({});
    expect(probed.answers()).toEqual([
      'pairs 0 = 0 %01%00%00%00%01%00%00%00%01%00%00%00a%00b%00',
      'pairs 0 = 0 empty',
    ]);
  });

  test('a header value is bytes, not text', async () => {
    const probed = await Probed.start('request_headers header 0 x');
    probed.stream().requestHeaders([['x', Uint8Array.of(0xff, 0x00, 0x80)]]);
    expect(probed.answers()).toEqual(['header 0 x = 0 %ff%00%80']);
  });

  test('an empty value is Ok with nothing allocated', async () => {
    const probed = await Probed.start('request_headers header 0 x');
    const stream = probed.stream();
    stream.requestHeaders({ x: '' });
    expect(probed.answers()).toEqual(['header 0 x = 0 empty']);
  });

  test('in the log phase headers can be read again and no longer written', async () => {
    const statements = ['header 0 :path', 'header 2 :status', 'header 1 t', 'set 0 a b', 'size 2'];
    const probed = await Probed.start(script('log', ...statements));
    const stream = probed.stream();
    stream.requestHeaders(get, { endOfStream: true });
    stream.responseHeaders({ ':status': '200' }, { endOfStream: true });
    stream.end();
    expect(probed.answers()).toEqual([
      'header 0 :path = 0 /',
      'header 2 :status = 0 200',
      'header 1 t = 1',
      'set 0 a b = 2',
      'size 2 = 2',
    ]);
  });

  test('continuing either direction forfeits the request headers', async () => {
    const statements = ['header 0 :path', 'continue 1', 'header 0 :path'];
    const probed = await Probed.start(
      `request_headers return 1; response_headers return 4; ${script('tick', 'effective 2', ...statements)}`,
    );
    probed.root.setTick(10);
    const stream = probed.stream();
    stream.requestHeaders(get);
    stream.responseHeaders({ ':status': '200' });
    probed.host.tick();
    expect(probed.answers().slice(1)).toEqual([
      'header 0 :path = 0 /',
      'continue 1 = 0',
      'header 0 :path = 2',
    ]);
    expect(stream.downstream.headers?.get(':status')).toBe('200');
  });
});
