import { describe, expect, test } from 'vitest';
import { ScriptedHost } from './index.ts';
import { assemble } from './probes/assemble.ts';
import { get, Probed, redis } from './probes/probed.ts';

const wait = `request_headers redis ${redis} GET k; request_headers return 4`;

describe('statuses', () => {
  test('vector 9: 1 stops headers only under 0_2_100, everything under 0_2_1', async () => {
    const probed = await Probed.start('request_headers return 1');
    expect(probed.stream().requestHeaders(get)).toBe('stop');
    const older = await ScriptedHost.load(
      assemble(`(module (memory (export "memory") 1)
        (func (export "proxy_abi_version_0_2_1"))
        (func (export "malloc") (param i32) (result i32) (i32.const 0))
        (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32) (i32.const 1)))`),
    );
    expect(older.start().stream().requestHeaders(get)).toBe('stop-all-watermark');
  });

  test('vector 10: numbers out of range become the strictest stop, and 2 continues', async () => {
    const probed = await Probed.start('request_headers return 99');
    expect(probed.stream().requestHeaders(get)).toBe('stop-all-watermark');
    const two = await Probed.start('request_headers return 2');
    expect(two.stream().requestHeaders(get)).toBe('continue');
    const stream = (await Probed.start('request_body return 99; request_trailers return 99')).stream();
    stream.requestHeaders(get);
    expect(stream.requestBody('x')).toBe('stop-no-buffer');
    expect(stream.requestTrailers({ t: '1' })).toBe('stop');
  });

  test('vector 11: a body chunk that continues takes stopped headers with it', async () => {
    const stream = (await Probed.start('request_headers return 1')).stream();
    stream.requestHeaders(get);
    expect(stream.upstream.headers).toBeUndefined();
    expect(stream.requestBody('chunk')).toBe('continue');
    expect(stream.upstream.headers?.get(':path')).toBe('/');
    expect(stream.upstream.body).toBe('chunk');
  });

  test('vector 12: after a stop of everything the filter sees the joined body first', async () => {
    const probed = await Probed.start(`${wait}; redis_call_response origin; redis_call_response continue 0`);
    const stream = probed.stream();
    expect(stream.requestHeaders(get)).toBe('stop-all-watermark');
    expect(stream.requestBody('one ')).toBe('held');
    expect(stream.requestBody('two', { endOfStream: true })).toBe('held');
    probed.told();
    probed.host.redis.reply(7, '+OK\r\n');
    expect(probed.told()).toContain('request_body 2,7,1');
    expect(stream.upstream.body).toBe('one two');
    expect(stream.upstream.hasEnded).toBe(true);
  });

  test('vector 13: a local reply stops whatever the callback returns', async () => {
    const probed = await Probed.start('request_headers reply 429 limited slow; request_headers return 0');
    const stream = probed.stream();
    expect(stream.requestHeaders(get)).toBe('stop-all-watermark');
    expect(stream.upstream.headers).toBeUndefined();
    expect(stream.localReply).toMatchObject({ status: 429, details: 'limited', road: 'chain' });
    const body = (await Probed.start('request_body reply 403 no; request_body return 0')).stream();
    body.requestHeaders(get);
    expect(body.requestBody('secret')).toBe('stop-no-buffer');
    expect(body.upstream.body).toBe('');
    expect(body.requestBody('more')).toBe('skipped');
  });

  test('vector 14: of two replies in one callback the first is sent, both answer Ok', async () => {
    const script = 'request_headers reply 401 first; request_headers reply 402 second';
    const strict = await Probed.start(script);
    expect(() => strict.stream().requestHeaders(get)).toThrow('second-reply');
    const probed = await Probed.start(script, { tolerate: ['second-reply'] });
    const stream = probed.stream();
    stream.requestHeaders(get);
    expect(probed.answers()).toEqual(['reply 401 first = 0', 'reply 402 second = 0']);
    expect(stream.localReply?.status).toBe(401);
  });

  test('vector 15: a reply without body loses content-type and content-length', async () => {
    const script = `request_headers reply 204 none '' content-type=a/b content-length=9 x-kept=1`;
    const stream = (await Probed.start(script)).stream();
    stream.requestHeaders(get);
    expect(stream.downstream.headers?.toObject()).toEqual({ ':status': '204', 'x-kept': '1' });
    expect(stream.downstream.hasEnded).toBe(true);
  });

  test('vector 16: a reply with body gets type and length, and passes the module itself', async () => {
    const probed = await Probed.start(
      'request_headers reply 429 l%20m%09n hello; response_headers set 2 x-by probe',
    );
    const stream = probed.stream();
    stream.requestHeaders(get);
    expect(stream.downstream.headers?.toObject()).toEqual({
      ':status': '429',
      'content-length': '5',
      'content-type': 'text/plain',
      'x-by': 'probe',
    });
    expect(stream.downstream.body).toBe('hello');
    expect(stream.localReply?.details).toBe('l_m_n');
    expect(probed.told()).toEqual(expect.arrayContaining(['response_headers 2,3,0', 'response_body 2,5,1']));
  });

  test('vector 17: unknown stream types are bad arguments, type 3 is unimplemented', async () => {
    const script = ['continue 9999', 'close 9999', 'continue 3'].map((each) => `request_headers ${each}`);
    const probed = await Probed.start(script.join(';'));
    probed.stream().requestHeaders(get);
    expect(probed.answers()).toEqual(['continue 9999 = 2', 'close 9999 = 2', 'continue 3 = 12']);
  });

  test('vector 18: a continue waits until the callback has returned', async () => {
    const probed = await Probed.start(
      `${wait}; redis_call_response origin; redis_call_response continue 0; redis_call_response log 2 after`,
    );
    const stream = probed.stream();
    stream.requestHeaders(get);
    stream.requestBody('x', { endOfStream: true });
    probed.told();
    probed.host.redis.reply(7, '+OK\r\n');
    const told = probed.told();
    expect(told.indexOf('request_body 2,1,1')).toBeGreaterThan(told.indexOf('after'));
  });

  test('vector 19: close resets the stream', async () => {
    const stream = (await Probed.start('request_headers close 0; request_headers return 4')).stream();
    stream.requestHeaders(get);
    expect(stream.resetDetails).toBe('wasm_close_stream');
    expect(stream.upstream.headers).toBeUndefined();
  });

  test('a reply while response headers are held goes to the client past every callback', async () => {
    const probed = await Probed.start('response_headers reply 502 bad sorry; response_headers return 4');
    const stream = probed.stream();
    stream.requestHeaders(get, { endOfStream: true });
    stream.responseHeaders({ ':status': '200' });
    expect(stream.localReply?.road).toBe('direct');
    expect(stream.downstream.headers?.get(':status')).toBe('502');
    expect(probed.told().filter((line) => line.startsWith('response_headers '))).toHaveLength(1);
  });

  test('a reply after response headers were sent resets the stream', async () => {
    const stream = (await Probed.start('response_body reply 502 late')).stream();
    stream.requestHeaders(get, { endOfStream: true });
    stream.responseHeaders({ ':status': '200' });
    stream.responseBody('x');
    expect(stream.localReply?.road).toBe('reset');
    expect(stream.resetDetails).toBe('late');
    expect(stream.downstream.body).toBe('');
  });

  test('a gRPC request is answered with trailers only', async () => {
    const stream = (await Probed.start('request_headers reply 403 no denied')).stream();
    stream.requestHeaders({ ...get, 'content-type': 'application/grpc' });
    expect(stream.downstream.headers?.toObject()).toEqual({
      ':status': '200',
      'content-type': 'application/grpc',
      'grpc-status': '-1',
      'grpc-message': 'denied',
    });
  });
});
