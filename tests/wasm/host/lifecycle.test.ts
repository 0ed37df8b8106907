import { describe, expect, test } from 'vitest';
import { ConfigureError, ScriptedHost, TrapError } from './index.ts';
import { compileProbe } from './probes/compile.ts';
import { get, Probed } from './probes/probed.ts';

const callbacks = (lines: readonly { text: string }[]): string[] =>
  lines.map((line) => line.text).filter((text) => !text.includes(' = '));

describe('lifecycle', () => {
  test('vector 41: a root is created, started, configured', async () => {
    const host = await ScriptedHost.load(await compileProbe());
    host.start('abc', { vmConfig: 'vm' });
    expect(callbacks(host.logs)).toEqual(['context_create 1,0', 'vm_start 1,2', 'configure 1,3']);
  });

  test('vector 42: a new configuration is a new root, the old one ends after its streams', async () => {
    const probed = await Probed.start();
    const stream = probed.stream();
    stream.requestHeaders(get);
    probed.told();
    const next = probed.host.reconfigure(probed.root, 'quiet');
    expect(probed.told()).toEqual(['context_create 3,0', 'vm_start 3,0', 'configure 3,5']);
    expect(next.id).toBe(3);
    stream.end();
    expect(probed.told()).toEqual(['log 2', 'done 2', 'delete 2', 'done 1', 'delete 1']);
  });

  test('vector 43: a refused configuration leaves the old one serving', async () => {
    const probed = await Probed.start('request_headers set 0 x old');
    const refuse = 'configure log 4 no%20such%20field; configure return 0';
    expect(() => probed.host.reconfigure(probed.root, refuse)).toThrow(ConfigureError);
    expect(() => probed.host.reconfigure(probed.root, refuse)).toThrow('no such field');
    const stream = probed.stream();
    stream.requestHeaders(get);
    expect(stream.upstream.headers?.get('x')).toBe('old');
  });

  test('vector 44: log, done, delete, each once', async () => {
    const probed = await Probed.start();
    const stream = probed.stream();
    stream.requestHeaders(get, { endOfStream: true });
    probed.told();
    stream.end();
    stream.end();
    expect(probed.told()).toEqual(['log 2', 'done 2', 'delete 2']);
  });

  test('vector 46: a request refused before this filter is only created, logged and deleted', async () => {
    const probed = await Probed.start();
    probed.stream().end();
    expect(probed.told()).toEqual(['context_create 2,1', 'log 2', 'done 2', 'delete 2']);
  });

  test('vector 47: response callbacks of a context never created are skipped', async () => {
    const probed = await Probed.start();
    expect(probed.stream().responseHeaders({ ':status': '400' })).toBe('skipped');
    expect(probed.told()).toEqual([]);
  });

  test('vector 48: a root that is not done yet waits for proxy_done', async () => {
    const probed = await Probed.start('done return 0; tick done');
    probed.root.setTick(100);
    probed.host.tick();
    expect(probed.answers()).toEqual(['done = 1']);
    probed.root.retire();
    expect(probed.told()).toEqual(['done 1']);
    probed.host.tick();
    expect(probed.told()).toEqual(['tick 1', 'done = 0', 'delete 1']);
    expect(probed.root.state).toBe('deleted');
  });

  test('vector 49: a trap answers 503 once when failing closed, is invisible when failing open', async () => {
    const closed = (await Probed.start('request_headers trap', { trapPolicy: 'closed' })).stream();
    expect(closed.requestHeaders(get)).toBe('stop-all-watermark');
    expect(closed.localReply).toMatchObject({ status: 503, details: 'wasm_fail_stream', road: 'chain' });
    const open = (await Probed.start('request_headers trap', { trapPolicy: 'open' })).stream();
    expect(open.requestHeaders(get)).toBe('continue');
    expect(open.upstream.headers?.get(':path')).toBe('/');
    expect(open.responseHeaders({ ':status': '200' })).toBe('continue');
  });

  test('vector 50: a fresh VM after a trap has the same configuration and none of the memory', async () => {
    const script = 'request_headers trap';
    const probed = await Probed.start(script, { trapPolicy: 'closed' });
    probed.stream().requestHeaders(get);
    const failed = probed.host.vm;
    const [root] = probed.host.rebuild();
    expect(failed.failure).toBeInstanceOf(TrapError);
    expect(probed.host.vm.failure).toBeUndefined();
    expect([root!.id, root!.configuration]).toEqual([1, probed.root.configuration]);
  });

  test('a rebuilt VM serves new streams, the old one ends with its own', async () => {
    const probed = await Probed.start('request_headers set-shared k v; log shared k');
    const stream = probed.stream();
    stream.requestHeaders(get);
    const [root] = probed.host.rebuild();
    probed.told();
    const fresh = root!.stream();
    fresh.requestHeaders(get);
    expect(probed.told()).toEqual(['context_create 2,1', 'request_headers 2,3,0', 'set-shared k v = 0']);
    stream.end();
    expect(probed.told()).toEqual([
      'log 2',
      'shared k = 0 v cas 2',
      'done 2',
      'delete 2',
      'done 1',
      'delete 1',
    ]);
    expect(probed.host.roots).toEqual([root]);
  });

  test('a trap fails the test with what was logged and where it happened', async () => {
    const probed = await Probed.start('request_headers log 5 last%20words; request_headers trap');
    const trap = (): unknown => probed.stream().requestHeaders(get);
    expect(trap).toThrow(TrapError);
    const again = await Probed.start('request_headers log 5 last%20words; request_headers trap');
    expect(() => again.stream().requestHeaders(get)).toThrow(
      /proxy_on_request_headers trapped: unreachable[^]*critical: last words[^]*wasm:/,
    );
  });

  test('vector 51: two configurations of one binary are two roots of one VM', async () => {
    const probed = await Probed.start('request_headers set 0 x one');
    const second = probed.host.start('request_headers set 0 x two');
    const [a, b] = [probed.stream(), second.stream()];
    a.requestHeaders(get);
    b.requestHeaders(get);
    expect([a.upstream.headers?.get('x'), b.upstream.headers?.get('x')]).toEqual(['one', 'two']);
  });

  test('a canary is configured first, and its refusal leaves this VM untouched', async () => {
    const host = await ScriptedHost.load(await compileProbe(), { canary: true });
    expect(() => host.start('configure return 0')).toThrow(ConfigureError);
    expect(host.calls).toEqual([]);
    expect(host.start('').id).toBe(1);
  });

  test('ticks are one-shot, armed again when the callback returns', async () => {
    const probed = await Probed.start('configure every 100; tick time');
    const start = probed.host.clock.ms;
    probed.host.advance(350);
    const times = probed.answers().map((line) => Number(line.split(' ').at(-1)) / 1e6 - start);
    expect(times).toEqual([100, 200, 300]);
    expect(probed.host.clock.ms).toBe(start + 350);
  });

  test.each([3_600_000, -3_600_000])('ticks come in time though the clock is set by %i ms', async (byMs) => {
    const probed = await Probed.start('configure every 100; tick time');
    const start = probed.host.clock.ms;
    probed.host.advance(50);
    probed.host.setClock(byMs);
    probed.host.advance(150);
    const times = probed.answers().map((line) => Number(line.split(' ').at(-1)) / 1e6 - start - byMs);
    expect(times).toEqual([100, 200]);
  });

  test('a client that leaves ends the stream without further callbacks', async () => {
    const probed = await Probed.start('request_headers return 4');
    const stream = probed.stream();
    stream.requestHeaders(get);
    probed.told();
    stream.reset();
    expect(stream.requestBody('late')).toBe('skipped');
    expect(stream.responseHeaders({ ':status': '200' })).toBe('skipped');
    stream.end();
    expect(probed.told()).toEqual(['log 2', 'done 2', 'delete 2']);
  });
});
