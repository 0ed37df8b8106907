import { describe, expect, it } from 'vitest';
import { ScriptedHost } from '../host/index.ts';
import { compiledProbe } from '../support/compiled-probe.ts';

/** Results of hostcalls. */
const NOT_FOUND = 1;
const BAD_ARGUMENT = 2;

/** The hostcalls a call of the host layer makes, and what it reports. */
async function perform(call: string) {
  const host = await ScriptedHost.load(await compiledProbe('tests/wasm/host-layer/probe'));
  const root = host.start();
  const stream = root.stream({
    upstreamHosts: new Map([
      ['10.0.0.1:80', '{}'],
      ['10.0.0.2:80', '{}'],
    ]),
  });
  host.take();
  stream.requestHeaders({ ':path': '/', ':method': 'POST', 'x-call': call });
  const hostcalls = host.take().filter((line) => !line.startsWith('log ') && !line.includes('x-call ->'));
  return { host, root, stream, hostcalls, said: host.logs.at(-1)?.text.slice(call.length + 2) };
}

describe('the host layer', () => {
  it('reads all headers', async () => {
    expect((await perform('pairs')).said).toBe(':path=/;:method=POST;x-call=pairs;');
  });

  it('adds and removes headers', async () => {
    expect((await perform('add')).stream.upstream.headers?.toObject()).toMatchObject({ 'x-added': 'value' });
    expect((await perform('remove')).stream.upstream.headers?.toObject()).not.toHaveProperty('x-call');
  });

  it('sets a property and reads it back', async () => {
    expect((await perform('property')).said).toBe('0 value');
  });

  it('writes shared data only over the version it knows', async () => {
    expect((await perform('shared')).said).toBe('0 8 x-call');
  });

  it('counts, sets and reads metrics, and gives what the host refuses', async () => {
    expect((await perform('metrics')).said).toBe('5 6 2 0');
  });

  it('replaces a body', async () => {
    const { stream } = await perform('body');
    stream.requestBody('something long', { endOfStream: true });
    expect(stream.upstream.body.toString()).toBe('value');
  });

  it('sends an HTTP request, and knows its token', async () => {
    const { host, said } = await perform('http');
    expect(said).toBe('0 4');
    expect(host.http.pending).toHaveLength(1);
  });

  it('lists the hosts of the cluster', async () => {
    expect((await perform('hosts')).said).toBe('10.0.0.1:80={};10.0.0.2:80={};');
  });

  it('chooses a host', async () => {
    expect((await perform('override')).hostcalls).toEqual([expect.stringContaining('10.0.0.2:80')]);
  });

  it.each<[string, string, number]>([
    ['a header', 'absent-header', NOT_FOUND],
    ['the pairs of no map', 'absent-pairs', BAD_ARGUMENT],
    ['a property', 'absent-property', NOT_FOUND],
    ['a buffer', 'absent-buffer', NOT_FOUND],
    ['shared data', 'absent-shared', NOT_FOUND],
  ])('leaves nothing of an earlier value where it finds none: %s', async (_case, call, result) => {
    expect((await perform(call)).said).toBe(`${result}, 0 bytes at 0`);
  });

  it('sets the tick of its root', async () => {
    expect((await perform('tick')).root.tickPeriodMs).toBe(250);
  });
});
