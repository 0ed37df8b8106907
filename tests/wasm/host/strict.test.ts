import { describe, expect, test } from 'vitest';
import { get, Probed, redis } from './probes/probed.ts';

const send = (script: string, options = {}): Promise<Probed> =>
  Probed.start(`request_headers redis ${redis} GET k; ${script}`, options);

describe('strictness', () => {
  test('continue of a stream that is not stopped fails', async () => {
    const probed = await send('redis_call_response origin; redis_call_response continue 0');
    probed.stream().requestHeaders(get);
    expect(() => probed.host.redis.reply(7, '+OK\r\n')).toThrow('continue-without-stop');
  });

  test('continue inside the callback that is about to stop fails: the gateway has not stopped yet', async () => {
    const probed = await send('request_headers continue 0; request_headers return 4');
    expect(() => probed.stream().requestHeaders(get)).toThrow('continue-without-stop');
  });

  test('a second continue fails', async () => {
    const probed = await send(
      'request_headers return 4; redis_call_response origin; redis_call_response continue 0; redis_call_response continue 0',
    );
    probed.stream().requestHeaders(get);
    expect(() => probed.host.redis.reply(7, '+OK\r\n')).toThrow('continue-without-stop');
  });

  test.each([
    ['reply, then continue', 'reply 429 no', 'continue 0'],
    ['continue, then reply', 'continue 0', 'reply 429 no'],
  ])('%s fails', async (_what, first, second) => {
    const probed = await send(
      `request_headers return 4; redis_call_response origin; redis_call_response ${first}; redis_call_response ${second}`,
    );
    probed.stream().requestHeaders(get);
    expect(() => probed.host.redis.reply(7, '+OK\r\n')).toThrow('reply-and-continue');
  });

  test('the response of a local reply may be held and continued', async () => {
    const probed = await Probed.start(
      `request_headers reply 401 no; response_headers redis ${redis} GET k; response_headers return 4;` +
        'redis_call_response origin; redis_call_response continue 1',
    );
    const stream = probed.stream();
    stream.requestHeaders(get);
    expect(stream.downstream.headers).toBeUndefined();
    probed.host.redis.reply(7, '+OK\r\n');
    expect(stream.downstream.headers?.get(':status')).toBe('401');
  });

  test('continuing a stream the client has left does nothing', async () => {
    const probed = await send(
      'request_headers return 4; redis_call_response origin; redis_call_response continue 0',
    );
    const stream = probed.stream();
    stream.requestHeaders(get);
    stream.reset();
    probed.host.redis.reply(7, '+OK\r\n');
    expect(stream.upstream.headers).toBeUndefined();
  });

  test('a tolerated rule becomes a warning', async () => {
    const probed = await send('request_headers continue 0', { tolerate: ['continue-without-stop'] });
    probed.stream().requestHeaders(get);
    expect(probed.host.warnings).toEqual(['continue-without-stop: the request of stream 2 is not stopped']);
  });
});
