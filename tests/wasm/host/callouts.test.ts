import { describe, expect, test } from 'vitest';
import { get, Probed, redis } from './probes/probed.ts';

const web = 'outbound|80||web.static';
const request = ':path=/ :method=GET :authority=web';
const results = (lines: string[]): string[] => lines.map((line) => line.split(' = ')[1]!);

describe('callouts', () => {
  test('vector 59: a callout needs a cluster it knows, three headers and a healthy host', async () => {
    const probed = await Probed.start(
      [`http ${web} :path=/ :method=GET`, `http nowhere ${request}`, `http ${web} ${request}`]
        .map((each) => `request_headers ${each}`)
        .join(';'),
    );
    probed.host.clusters.takeDown(web);
    probed.stream().requestHeaders(get);
    expect(results(probed.answers())).toEqual(['2 0', '2 0', '10 0']);
    expect(probed.host.http.pending).toEqual([]);
  });

  test('vector 60: HTTP tokens are 4, 8, …, Redis tokens 7, 11, …', async () => {
    const calls = [
      `http ${web} ${request}`,
      `redis ${redis} GET k`,
      `redis ${redis} GET k`,
      `http ${web} ${request}`,
    ];
    const probed = await Probed.start(calls.map((each) => `request_headers ${each}`).join(';'));
    probed.stream().requestHeaders(get);
    expect(results(probed.answers())).toEqual(['0 4', '0 7', '0 11', '0 8']);
  });

  test('vector 61: a failed callout is all zeros, with a status to ask for', async () => {
    const probed = await Probed.start(
      `request_headers http ${web} ${request}; http_call_response status; tick status`,
    );
    probed.root.setTick(1);
    probed.stream().requestHeaders(get);
    probed.told();
    probed.host.http.fail();
    probed.host.tick();
    expect(probed.told()).toEqual([
      'http_call_response 1,4,0,0,0',
      'status = 0 11 reset',
      'tick 1',
      'status = 0 11 empty',
    ]);
  });

  test('an answer is readable inside its callback only', async () => {
    const reads = ['header 6 :status', 'buffer 4 0 all', 'header 7 t'].map(
      (each) => `http_call_response ${each}`,
    );
    const probed = await Probed.start(
      `request_headers http ${web} ${request}; ${reads.join(';')}; tick buffer 4 0 all; tick header 6 :status`,
    );
    probed.root.setTick(1);
    probed.stream().requestHeaders(get);
    probed.told();
    probed.host.http.respond(4, { headers: { ':status': '200' }, body: 'hi', trailers: { t: 'x' } });
    probed.host.tick();
    expect(probed.told()).toEqual([
      'http_call_response 1,4,1,2,1',
      'header 6 :status = 0 200',
      'buffer 4 0 all = 0 hi',
      'header 7 t = 0 x',
      'tick 1',
      'buffer 4 0 all = 1',
      'header 6 :status = 2',
    ]);
  });

  test('vector 62: an answer known while the module runs is delivered after the status is obeyed', async () => {
    const probed = await Probed.start(
      `request_headers redis ${redis} GET k; request_headers return 4; redis_call_response origin;` +
        'redis_call_response continue 0',
    );
    probed.host.redis.model(() => Buffer.from('+OK\r\n'));
    const stream = probed.stream();
    expect(stream.requestHeaders(get)).toBe('stop-all-watermark');
    expect(probed.told()).toContain('redis_call_response 1,7,0,5');
    expect(stream.upstream.headers).toBeDefined();
  });

  test('vector 63: a reply outlives its stream, whose context can then not be chosen', async () => {
    const probed = await Probed.start(
      `request_headers redis ${redis} GET k; request_headers return 4; redis_call_response effective 2`,
    );
    const stream = probed.stream();
    stream.requestHeaders(get);
    stream.reset();
    stream.end();
    probed.told();
    probed.host.redis.reply(7, '+OK\r\n');
    expect(probed.told()).toEqual(['redis_call_response 1,7,0,5', 'effective 2 = 2']);
  });

  test('vector 64: the deletion of a root cancels its calls', async () => {
    const probed = await Probed.start(`configure redis ${redis} GET k; configure http ${web} ${request}`);
    probed.root.retire();
    probed.told();
    probed.host.redis.reply(7, '+OK\r\n');
    probed.host.http.respond(4, { headers: { ':status': '200' } });
    expect(probed.told()).toEqual([]);
  });

  test('a hostcall after the choice of a context acts on it, until the entry returns', async () => {
    const probed = await Probed.start(
      `request_headers redis ${redis} GET k; request_headers return 4; redis_call_response header 0 :path;` +
        'redis_call_response origin; redis_call_response header 0 :path; tick header 0 :path',
    );
    probed.root.setTick(1);
    probed.stream().requestHeaders(get);
    probed.host.redis.reply(7, '+OK\r\n');
    probed.host.tick();
    const headers = probed.answers().filter((line) => line.startsWith('header'));
    expect(results(headers)).toEqual(['2', '0 /', '2']);
  });

  test('a model may answer HTTP callouts too', async () => {
    const probed = await Probed.start(
      `request_headers http ${web} ${request}; http_call_response buffer 4 0 all; request_headers return 4`,
    );
    probed.host.http.model((call) => ({
      headers: { ':status': '200' },
      body: call.headers.get(':authority')!,
    }));
    probed.stream().requestHeaders(get);
    expect(probed.answers().at(-1)).toBe('buffer 4 0 all = 0 web');
  });
});
