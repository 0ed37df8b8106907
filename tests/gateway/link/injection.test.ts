import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readInterface } from '../../../gateway/link/module-interface.ts';
import { needsOf } from '../../../gateway/link/needs.ts';
import { splitSections } from '../../../gateway/link/sections.ts';
import { FakeEnvoy } from './fake-envoy.ts';
import { LINK_TIMEOUT_MS, linkForNode, linkGuest } from './linked-guest.ts';
import { hostcall, plugin } from './wat.ts';

const [ROOT, STREAM, OTHER] = [1, 2, 3];
const [CONTINUE, BUFFER, WATERMARK, SWALLOW] = [0, 1, 2, 3];
const REFUSAL =
  '4 inject_encoded_data_to_filter_chain: answers 12, since no response chunk of the stream was swallowed before (status 3)';

let wasm: Uint8Array<ArrayBuffer>;
let envoy: FakeEnvoy;

beforeAll(async () => {
  wasm = await linkGuest();
}, LINK_TIMEOUT_MS);
beforeEach(() => {
  envoy = new FakeEnvoy(wasm);
});

type Injected = string | { end: string };
const textOf = (one: Injected): string => (typeof one === 'string' ? one : one.end);
const numbers = (at: number, ...values: number[]): void =>
  values.forEach((value, index) => envoy.memory.writeInt32LE(value, at + 4 * index));

/** What Envoy is answered for a chunk, of which the plugin swallows or keeps what it likes and injects more. */
function chunk(
  text: string,
  status: number,
  {
    injected = [],
    isLast = false,
    id = STREAM,
  }: { injected?: Injected[]; isLast?: boolean; id?: number } = {},
): { status: number; body: string } {
  let at = 10_000;
  numbers(51000, injected.length, status);
  injected.forEach((one, index) => {
    const [, size] = envoy.put(at, textOf(one));
    numbers(51008 + 12 * index, at, size, Number(typeof one !== 'string'));
    at += size;
  });
  envoy.bodies.set(id, (envoy.bodies.get(id) ?? '') + text);
  const answered = envoy.enter('proxy_on_response_body', id, text.length, Number(isLast));
  const body = envoy.bodies.get(id)!;
  // Envoy empties what goes on.
  if (answered === CONTINUE) envoy.bodies.set(id, '');
  return { status: answered, body };
}
const results = (count: number): number[] => envoy.load(51500, count);

/** Injects from another callback: the result, and what Envoy holds back then. */
function later(one: Injected, id = STREAM): { result: number; body: string; isContinued: boolean } {
  const before = envoy.continued.length;
  numbers(52000, id, ...envoy.put(10_000, textOf(one)), Number(typeof one !== 'string'));
  envoy.enter('proxy_on_tick', ROOT);
  const body = envoy.bodies.get(id) ?? '';
  const isContinued = envoy.continued.slice(before).includes(id);
  if (isContinued) envoy.bodies.set(id, '');
  return { result: envoy.load(52016)[0]!, body, isContinued };
}

describe('bytes injected inside the callback of a chunk', () => {
  it('stand before the chunk that continues', () => {
    expect(chunk('one', CONTINUE, { injected: ['a', 'b'] })).toEqual({ status: CONTINUE, body: 'abone' });
    expect(results(2)).toEqual([0, 0]);
  });

  it('take the place of the chunk that is swallowed', () => {
    expect(chunk('one', SWALLOW, { injected: ['a'] })).toEqual({ status: CONTINUE, body: 'a' });
    expect(chunk('two', 99, { injected: ['a'] })).toEqual({ status: CONTINUE, body: 'a' });
  });

  it('wait behind the last chunk, unless they are the end', () => {
    const isLast = true;
    expect(chunk('one', SWALLOW, { injected: ['a'], isLast })).toEqual({ status: BUFFER, body: 'a' });
    expect(chunk('x', SWALLOW, { injected: [{ end: 'a' }], isLast, id: OTHER })).toEqual({
      status: CONTINUE,
      body: 'a',
    });
  });

  it('that are the end drop the chunk and all that comes after it', () => {
    expect(chunk('one', CONTINUE, { injected: [{ end: 'a' }, 'b'] })).toEqual({
      status: CONTINUE,
      body: 'a',
    });
    expect(results(2)).toEqual([0, 12]);
    expect(chunk('two', CONTINUE)).toEqual({ status: SWALLOW, body: '' });
    expect(chunk('three', CONTINUE, { isLast: true })).toEqual({ status: CONTINUE, body: '' });
  });

  it.each([BUFFER, WATERMARK])('are lost when it returns %d, and that is said', (status) => {
    expect(chunk('one', status, { injected: ['a'] })).toEqual({ status, body: 'one' });
    expect(envoy.logs).toEqual([
      '4 inject_encoded_data_to_filter_chain: its bytes are lost, since the callback returned neither 0 nor 3',
    ]);
  });

  it('may be many, and leave the memory of the plugin as it was', () => {
    const pieces = Array.from({ length: 9 }, (_, index) => String(index).repeat(4000));
    const before = Buffer.from(envoy.memory.subarray(0, 10_000));
    expect(chunk('one', CONTINUE, { injected: pieces }).body).toBe(`${pieces.join('')}one`);
    expect(envoy.memory.subarray(0, 10_000).equals(before)).toBe(true);
  });

  it('may be more than fits the memory that is lent at once', () => {
    const whole = 'x'.repeat(30_000);
    numbers(51000, 5, CONTINUE);
    envoy.put(10_000, whole);
    for (let index = 0; index < 5; index++) numbers(51008 + 12 * index, 10_000, whole.length, 0);
    envoy.bodies.set(STREAM, 'one');
    expect(envoy.enter('proxy_on_response_body', STREAM, 3, 0)).toBe(CONTINUE);
    expect(envoy.bodies.get(STREAM)).toBe(`${whole.repeat(5)}one`);
  });
});

describe('bytes injected from another callback', () => {
  it('go on by themselves after a chunk that was swallowed', () => {
    expect(chunk('one', SWALLOW)).toEqual({ status: BUFFER, body: '' });
    expect(later('a')).toEqual({ result: 0, body: 'a', isContinued: true });
    expect(later('b')).toEqual({ result: 0, body: 'b', isContinued: true });
  });

  it('wait for the end once the last chunk was swallowed', () => {
    chunk('one', SWALLOW, { isLast: true });
    expect(later('a')).toEqual({ result: 0, body: 'a', isContinued: false });
    expect(later({ end: 'b' })).toEqual({ result: 0, body: 'ab', isContinued: true });
    expect(later('c')).toEqual({ result: 12, body: '', isContinued: false });
  });

  it('go on with the chunks after them, which lie in the buffer', () => {
    chunk('one', SWALLOW);
    later('a');
    expect(chunk('two', CONTINUE, { injected: ['b'] })).toEqual({ status: BUFFER, body: 'btwo' });
    expect(envoy.continued).toEqual([STREAM, STREAM]);
  });

  it('are refused, and that is said, where nothing was swallowed', () => {
    expect(later('a')).toMatchObject({ result: 12 });
    chunk('one', CONTINUE);
    expect(later('a')).toMatchObject({ result: 12 });
    chunk('one', SWALLOW, { injected: ['b'] });
    expect(later('a')).toMatchObject({ result: 12 });
    expect(envoy.logs).toEqual([REFUSAL, REFUSAL, REFUSAL]);
    expect(envoy.continued).toEqual([]);
  });

  it.each([BUFFER, WATERMARK])('are refused once the plugin itself holds back by %d', (status) => {
    chunk('one', SWALLOW);
    envoy.bodies.set(STREAM, '');
    chunk('two', status);
    expect(later('a')).toMatchObject({ result: 12, body: 'two' });
  });

  it('are refused behind trailers and behind the stream', () => {
    chunk('one', SWALLOW);
    envoy.enter('proxy_on_response_trailers', STREAM, 1);
    expect(later('a')).toMatchObject({ result: 12 });
    chunk('one', SWALLOW, { id: OTHER });
    envoy.enter('proxy_on_delete', OTHER);
    expect(later('a', OTHER)).toMatchObject({ result: 12 });
  });

  it('are those of the stream that was chosen, and of no other', () => {
    for (const id of [STREAM, OTHER, 4]) chunk('one', SWALLOW, { id, isLast: id === OTHER });
    envoy.enter('proxy_on_delete', STREAM);
    expect(later('a', STREAM)).toMatchObject({ result: 12 });
    expect(later('b', OTHER)).toMatchObject({ result: 0, isContinued: false });
    expect(later('c', 4)).toMatchObject({ result: 0, body: 'c', isContinued: true });
    // The choice of a stream ends with its callback.
    envoy.enter('proxy_on_log', 99);
    expect(envoy.load(52016)).toEqual([12]);
  });

  it('are refused for more streams than are remembered, and for none before them', () => {
    const most = 8192;
    for (let id = STREAM; id < STREAM + most + 1; id++) chunk('', SWALLOW, { id });
    expect(later('a', STREAM + most)).toMatchObject({ result: 12 });
    expect(later('a', STREAM + most - 1)).toMatchObject({ result: 0 });
  });
});

describe('a range outside the memory', () => {
  it('is refused with 6', () => {
    expect(envoy.run('inject', envoy.memory.length - 1, 2, 0)).toBe(6);
  });
});

describe('the foreign function of an injection', () => {
  const call = (name: string, message: string, out = 53000): number =>
    envoy.run(
      'call_foreign_function',
      ...envoy.put(20_000, name),
      ...envoy.put(21_000, message),
      out,
      out && out + 4,
    );
  const NAME = 'inject_encoded_data_to_filter_chain';

  beforeEach(() => {
    chunk('one', SWALLOW);
    envoy.run('set_effective_context', STREAM);
  });

  it.each([NAME, `${NAME}_on_header`])('%s takes bytes and end', (name) => {
    numbers(53000, 7, 7);
    expect(call(name, '\x0a\x01a')).toBe(0);
    expect(envoy.load(53000, 2)).toEqual([0, 0]);
    const long = 'b'.repeat(300);
    expect(call(name, `\x10\x01\x0a\xac\x02${long}`, 0)).toBe(0);
    expect(envoy.bodies.get(STREAM)).toBe(`a${long}`);
    expect(call(name, '\x0a\x01c')).toBe(12);
    expect(envoy.foreignCalls).toEqual([]);
  });

  it.each([
    '\x0a',
    '\x0a\x02a',
    '\x0a\x80',
    '\x08\x01',
    '\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01',
    '\x12\x01a',
  ])('is refused with 2 for %j', (message) => {
    expect(call(NAME, message)).toBe(2);
    expect(envoy.bodies.get(STREAM)).toBe('');
  });

  it('of another name is left to Envoy', () => {
    for (const name of ['compress', `${NAME}_`, NAME.slice(1)]) expect(call(name, '')).toBe(1);
    expect(envoy.foreignCalls).toEqual(['compress', `${NAME}_`, NAME.slice(1)]);
  });
});

describe('a module', () => {
  it('that injects is known by the hostcall, or by the name of the foreign function', () => {
    const foreign = hostcall('proxy_call_foreign_function', 6);
    const name = '(data (i32.const 0) "inject_encoded_data_to_filter_chain")';
    const injects = (fields: string) => {
      const module = plugin(fields);
      return needsOf(readInterface(splitSections(module)), module).injectsBodies;
    };
    expect(injects(hostcall('proxy_inject_encoded_data_to_filter_chain', 3))).toBe(true);
    expect(injects(foreign)).toBe(false);
    expect(injects(`${foreign} ${name}`)).toBe(true);
    expect(injects(name)).toBe(false);
  });

  it(
    'of ABI 0.1.0 gets 12, says so at each call, and the call is named',
    async () => {
      const call = `${hostcall('proxy_inject_encoded_data_to_filter_chain', 3).replace('(func ', '(func $inject ')}
      (export "inject" (func $inject))`;
      const linked = await linkForNode(plugin(call, '0_1_0'));
      expect(linked.stubbed).toEqual(['proxy_inject_encoded_data_to_filter_chain']);
      envoy = new FakeEnvoy(linked.wasm);
      envoy.memory.fill(0xa5, 0, 4096);
      expect(envoy.run('inject', 0, 0, 0)).toBe(12);
      expect(envoy.logs).toEqual([
        '4 proxy_inject_encoded_data_to_filter_chain is not possible on the local gateway',
      ]);
      expect(envoy.memory.subarray(0, 4096).every((byte) => byte === 0xa5)).toBe(true);
    },
    LINK_TIMEOUT_MS,
  );
});
