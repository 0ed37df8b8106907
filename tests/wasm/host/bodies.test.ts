import { describe, expect, test } from 'vitest';
import { get, Probed } from './probes/probed.ts';

const buffered = (probed: Probed): string[] =>
  probed
    .told()
    .filter((line) => line.startsWith('buffer '))
    .map((line) => line.split(' = 0 ')[1]!);

async function requestBody(statements: string[], body = 'hello'): Promise<[Probed, string]> {
  const probed = await Probed.start(statements.map((each) => `request_body ${each}`).join(';'));
  const stream = probed.stream();
  stream.requestHeaders(get);
  stream.requestBody(body, { endOfStream: true });
  return [probed, stream.upstream.body];
}

describe('bodies', () => {
  test('vector 32: prepend and append', async () => {
    const [, sent] = await requestBody(['set-buffer 0 0 0 p.', 'set-buffer 0 7 0 .a']);
    expect(sent).toBe('p.hello.a');
    const held = await Probed.start('request_body set-buffer 0 0 0 p.; request_body return 3');
    const stream = held.stream();
    stream.requestHeaders(get);
    expect(stream.requestBody('hello')).toBe('stop-no-buffer');
    expect(stream.upstream.body).toBe('');
  });

  test('vector 33: replace, cut, cut and put, and no splice in the middle', async () => {
    expect((await requestBody(['set-buffer 0 0 5 replace']))[1]).toBe('replace');
    expect((await requestBody(["set-buffer 0 0 1 ''"]))[1]).toBe('ello');
    expect((await requestBody(['set-buffer 0 0 1 x.']))[1]).toBe('x.ello');
    const [probed, sent] = await requestBody(['set-buffer 0 2 1 z']);
    expect(probed.answers()).toEqual(['set-buffer 0 2 1 z = 2']);
    expect(sent).toBe('hello');
  });

  test('vector 34: stop and buffer shows all so far, with the new chunk', async () => {
    const probed = await Probed.start('request_body buffer 0 0 all; request_body return 1,1,0');
    const stream = probed.stream();
    stream.requestHeaders(get);
    const statuses = ['hello', '_again_', 'hello'].map((chunk, i) =>
      stream.requestBody(chunk, { endOfStream: i === 2 }),
    );
    expect(statuses).toEqual(['stop-buffer', 'stop-buffer', 'continue']);
    const told = probed.told();
    expect(told.filter((line) => line.startsWith('request_body'))).toEqual([
      'request_body 2,5,0',
      'request_body 2,12,0',
      'request_body 2,17,1',
    ]);
    expect(told.filter((line) => line.startsWith('buffer')).map((line) => line.split(' = 0 ')[1])).toEqual([
      'hello',
      'hello_again_',
      'hello_again_hello',
    ]);
    expect(stream.upstream.body).toBe('hello_again_hello');
  });

  test('vector 35: after a continue the next callback sees its chunk alone', async () => {
    const probed = await Probed.start('request_body buffer 0 0 all; request_body return 1,1,0');
    const stream = probed.stream();
    stream.requestHeaders(get);
    for (const chunk of ['a', 'b', 'c', 'd']) stream.requestBody(chunk);
    expect(buffered(probed)).toEqual(['a', 'ab', 'abc', 'd']);
    expect(stream.upstream.body).toBe('abcd');
  });

  test('vector 36: buffering the request leaves the response alone', async () => {
    const probed = await Probed.start('request_body return 1; response_body buffer 1 0 all');
    const stream = probed.stream();
    stream.requestHeaders(get);
    stream.requestBody('held', { endOfStream: true });
    stream.responseHeaders({ ':status': '200' });
    stream.responseBody('a');
    stream.responseBody('b', { endOfStream: true });
    expect(buffered(probed)).toEqual(['a', 'b']);
    expect(stream.downstream.body).toBe('ab');
  });

  test('vector 37: reads past the end are empty, too long ones are clamped', async () => {
    const [probed] = await requestBody(['buffer 0 9 1', 'buffer 0 0 all', 'buffer 0 1 2', 'buffer-status 0']);
    expect(probed.answers()).toEqual([
      'buffer 0 9 1 = 0 empty',
      'buffer 0 0 all = 0 hello',
      'buffer 0 1 2 = 0 el',
      'buffer-status 0 = 0 5',
    ]);
  });

  test('vector 38: one byte over the limit is 413 or 500 when buffered, nothing when pushed back', async () => {
    const tooMuch = 'x'.repeat(32769);
    const request = (await Probed.start('request_body return 1')).stream();
    request.requestHeaders(get);
    request.requestBody(tooMuch);
    expect(request.localReply).toMatchObject({ status: 413, details: 'request_payload_too_large' });
    const response = (await Probed.start('response_body return 1; response_headers return 1')).stream();
    response.requestHeaders(get, { endOfStream: true });
    response.responseHeaders({ ':status': '200' });
    response.responseBody(tooMuch);
    expect(response.localReply).toMatchObject({ status: 500, details: 'response_payload_too_large' });
    expect(response.downstream.headers?.get(':status')).toBe('500');
    for (const script of ['request_body return 2', 'request_headers return 4']) {
      const pushed = (await Probed.start(script)).stream();
      pushed.requestHeaders(get);
      pushed.requestBody(tooMuch);
      expect(pushed.localReply).toBeUndefined();
    }
    const all = (await Probed.start('request_headers return 3')).stream();
    all.requestHeaders(get);
    all.requestBody(tooMuch);
    expect(all.localReply?.status).toBe(413);
  });

  test('vector 39: the limit is a property, nonsense is ignored', async () => {
    const set = (value: string): string => `request_headers set-property set_decoder_buffer_limit ${value}`;
    const stream = (await Probed.start(set('123456'))).stream();
    stream.requestHeaders(get);
    expect(stream.bufferLimit).toBe(123456);
    const other = (await Probed.start(set('abc'))).stream();
    other.requestHeaders(get);
    expect(other.bufferLimit).toBe(32768);
  });

  test('vector 40: the configuration can be read while configuring, at no other time', async () => {
    const script = 'configure buffer 7 0 9; vm_start buffer 7 0 9; request_headers buffer 7 0 9';
    const probed = await Probed.start(script);
    const second = probed.host.start(script);
    probed.host.reconfigure(second, script);
    probed.stream().requestHeaders(get);
    const answers = probed.answers();
    expect(answers).toContain('buffer 7 0 9 = 0 configure');
    expect(answers.at(-1)).toBe('buffer 7 0 9 = 1');
  });

  test('read-only buffers refuse writes, absent ones are not found', async () => {
    const statements = ['set-buffer 9 0 0 x', 'set-buffer 4 0 0 x', 'buffer 9 0 all', 'buffer 10 0 all'];
    const [probed] = await requestBody(statements);
    expect(probed.answers().map((line) => line.split(' = ')[1])).toEqual(['2', '1', '0 empty', '2']);
  });

  test('data stopped by a watermark goes on with continue, unseen by this filter again', async () => {
    const probed = await Probed.start('request_body return 2; tick effective 2; tick continue 0');
    probed.root.setTick(5);
    const stream = probed.stream();
    stream.requestHeaders(get);
    stream.requestBody('abc', { endOfStream: true });
    expect(stream.upstream.body).toBe('');
    probed.told();
    probed.host.advance(5);
    expect(probed.told().some((line) => line.startsWith('request_body'))).toBe(false);
    expect(stream.upstream.body).toBe('abc');
    expect(stream.upstream.hasEnded).toBe(true);
  });

  test('a swallowed body ends with an empty chunk when continued', async () => {
    const probed = await Probed.start('request_body return 3; tick effective 2; tick continue 0');
    probed.root.setTick(5);
    const stream = probed.stream();
    stream.requestHeaders(get);
    stream.requestBody('gone', { endOfStream: true });
    probed.host.tick();
    expect(stream.upstream.body).toBe('');
    expect(stream.upstream.hasEnded).toBe(true);
  });

  test('trailers wait behind a stop of everything and pass the filter when it continues', async () => {
    const probed = await Probed.start('request_headers return 4; tick effective 2; tick continue 0');
    probed.root.setTick(5);
    const stream = probed.stream();
    stream.requestHeaders(get);
    stream.requestBody('b');
    expect(stream.requestTrailers({ t: '1' })).toBe('held');
    probed.told();
    probed.host.tick();
    const told = probed.told().filter((line) => line.startsWith('request_'));
    expect(told).toEqual(['request_body 2,1,0', 'request_trailers 2,1']);
    expect(stream.upstream.trailers?.toObject()).toEqual({ t: '1' });
  });
});
