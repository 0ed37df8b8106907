import { expect, it } from 'vitest';
import { respond } from '../support/plugin.ts';
import { Road } from './road.ts';

const three = [
  { name: 'a', request: { get: ['a1', 'a2'] } },
  { name: 'b' },
  { name: 'c', request: { get: ['c1'] } },
];

it('all calls of all sections leave before any reply is awaited', async () => {
  const road = await Road.with(...three);
  const stream = road.request();
  expect(road.pending).toEqual(['a1', 'a2', 'c1']);
  expect(road.told()).toEqual(['a ask', 'b ask', 'c ask']);
  expect(stream.upstream.headers).toBeUndefined();
});

it.each([[['a1', 'a2', 'c1']], [['c1', 'a2', 'a1']], [['a2', 'c1', 'a1']]])(
  'replies may come as %j: nobody speaks before the last, and all in their order',
  async (order) => {
    const road = await Road.with(...three);
    const stream = road.request();
    road.told();
    for (const key of order.slice(0, 2)) road.reply(key, 'ok');
    expect(road.told().every((line) => line.includes('hear'))).toBe(true);
    expect(stream.upstream.headers).toBeUndefined();
    road.reply(order[2]!, 'ok');
    expect(road.told().slice(1)).toEqual(['a decide', 'b decide', 'c decide', 'a act', 'b act', 'c act']);
    expect(stream.upstream.headers).toBeDefined();
  },
);

it('each reply finds its section and its call', async () => {
  const road = await Road.with(...three);
  road.request();
  road.told();
  road.reply('c1', 'x');
  road.reply('a2', 'y');
  expect(road.told()).toEqual(['c hear 0 x', 'a hear 1 y']);
});

it('a section may ask again: the others wait with it', async () => {
  const road = await Road.with(...three);
  const stream = road.request();
  road.reply('a1', 'again');
  road.reply('a2', 'ok');
  road.reply('c1', 'ok');
  expect(road.pending).toEqual(['again']);
  expect(stream.upstream.headers).toBeUndefined();
  road.told();
  road.reply('again', 'ok');
  expect(road.told()[0]).toBe('a hear 0 ok');
  expect(stream.upstream.headers).toBeDefined();
});

it('without a call the request does not stop', async () => {
  const road = await Road.with({ name: 'a' }, { name: 'b' });
  const stream = road.request();
  expect(road.told()).toEqual(['a ask', 'b ask', 'a decide', 'b decide', 'a act', 'b act']);
  expect(stream.upstream.headers).toBeDefined();
  expect(road.hostcalls()).not.toContain('continue_stream');
});

it('without sections nothing happens', async () => {
  const road = await Road.with();
  const stream = road.request();
  respond(stream);
  stream.end();
  expect(road.told()).toEqual([]);
});

it('every section hears of the end, whatever came before', async () => {
  const road = await Road.with(...three);
  const stream = road.request();
  road.told();
  stream.end();
  expect(road.told()).toEqual(['a end', 'b end', 'c end']);
  for (const key of ['a1', 'a2', 'c1']) road.reply(key, 'reply');
  expect(road.told()).toEqual([]);
});
