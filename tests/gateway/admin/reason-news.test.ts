import { expect, test } from 'vitest';
import { ReasonNews } from '../../../gateway/admin/reason-news.ts';

const bad = { kind: 'Ingress', name: 'app', message: 'no' };
const change = { kind: 'Directory', name: 'data', message: 'a change is being taken over' };

test('a reason that lasts is told once, and then that all is well', () => {
  const news = new ReasonNews();
  const told = [0, 100, 200, 300].map((nowMs) => news.tell([bad], nowMs));
  expect(told).toEqual([[], ['Ingress app: no'], [], []]);
  expect(news.tell([], 400)).toEqual(['all is well again']);
  expect(news.tell([], 500)).toEqual([]);
});

test('a reason that goes away at once is not told, nor is its end', () => {
  const news = new ReasonNews();
  expect([news.tell([bad], 0), news.tell([], 100)]).toEqual([[], []]);
});

test('all is well only at the end of the change that mends it', () => {
  const news = new ReasonNews();
  for (const nowMs of [0, 100]) news.tell([bad], nowMs);
  expect(news.tell([change], 200)).toEqual([]);
  expect(news.tell([], 300)).toEqual(['all is well again']);
});

test('a change is told only when it is slow', () => {
  const news = new ReasonNews();
  expect(news.tell([change], 0)).toEqual([]);
  expect(news.tell([change], 1900)).toEqual([]);
  expect(news.tell([change], 2000)).toEqual(['Directory data: a change is being taken over']);
});

test('a reason that comes back is told again', () => {
  const news = new ReasonNews();
  for (const nowMs of [0, 100]) news.tell([bad], nowMs);
  news.tell([change], 200);
  expect([news.tell([bad], 300), news.tell([bad], 400)]).toEqual([[], ['Ingress app: no']]);
});
