import { afterAll, beforeAll, expect } from 'vitest';
import { InjectionScene, type SlowExchange } from './injection-scene.ts';
import { hasEnvoy, whole } from './whole.ts';

const scene = new InjectionScene();
beforeAll(async () => {
  if (hasEnvoy) await scene.start();
});
afterAll(async () => {
  if (hasEnvoy) await scene.stop();
});

const CALL = 'http outbound|80||web.static :method=GET :path=/ :authority=web';
const REFUSAL =
  'inject_encoded_data_to_filter_chain: answers 12, since no response chunk of the stream was swallowed before (status 3)';

const script = (...statements: string[]): string => statements.join(';');
const swallowing = (...rest: string[]): string => script('response_body return 3', ...rest);
const later = (...statements: string[]): string =>
  script('http_call_response origin', ...statements.map((each) => `http_call_response ${each}`));

const refusals = (): number => scene.told.filter((line) => line === REFUSAL).length;

const body = async (exchange: SlowExchange, text: string): Promise<void> => {
  await scene.until(`"${text}" at the client`, () => exchange.body.length >= text.length);
  expect(exchange.body).toBe(text);
};
const ended = async (exchange: SlowExchange, text: string): Promise<void> => {
  await scene.until('the end at the client', () => exchange.end !== undefined);
  expect([exchange.end, exchange.status, exchange.body]).toEqual(['whole', 200, text]);
};

whole('a body is swallowed and injected after a callout, which the origin does not wait for', async () => {
  const exchange = await scene.exchange(
    swallowing(`response_headers ${CALL}`, later('inject one+two 1')),
    'one',
    'two',
  );
  await scene.last(exchange);
  expect(exchange.body).toBe('');
  await scene.answerCallout();
  await ended(exchange, 'one+two');
});

whole('bytes injected between two chunks leave at once, and the response goes on', async () => {
  const calls = script(`response_headers ${CALL}`, `response_headers ${CALL}`, `response_headers ${CALL}`);
  const exchange = await scene.exchange(swallowing(calls, later('inject i', 'inject j')), 'one');
  await scene.answerCallout();
  await body(exchange, 'ij');
  await scene.chunk(exchange, 'two');
  await scene.answerCallout();
  await body(exchange, 'ijij');
  await scene.last(exchange);
  await scene.answerCallout();
  exchange.leave();
});

whole('several may be injected with no chunk between them', async () => {
  const exchange = await scene.exchange(
    swallowing(`response_headers ${CALL}`, `response_headers ${CALL}`, later('inject a', 'inject b')),
    'one',
  );
  await scene.answerCallout();
  await body(exchange, 'ab');
  await scene.answerCallout();
  await body(exchange, 'abab');
  exchange.leave();
});

whole('after the last chunk bytes wait for those that are the end', async () => {
  const exchange = await scene.exchange(
    swallowing(`response_headers ${CALL}`, later('inject a', 'inject b', 'inject c 1', 'inject d')),
    'one',
  );
  await scene.last(exchange, 'two');
  await scene.answerCallout();
  await ended(exchange, 'abc');
  expect(scene.told.filter((line) => line === 'inject d = 12').length).toBe(1);
});

whole('an end that is injected early ends the response with the origin', async () => {
  const exchange = await scene.exchange(swallowing(`response_headers ${CALL}`, later('inject end 1')), 'one');
  await scene.answerCallout();
  await body(exchange, 'end');
  exchange.origin.write('two');
  exchange.origin.end('three');
  await ended(exchange, 'end');
});

whole('inside the callback bytes stand before a chunk that continues', async () => {
  const exchange = await scene.exchange('response_body inject a; response_body inject b', 'one');
  await body(exchange, 'abone');
  await scene.last(exchange, 'two');
  await ended(exchange, 'aboneabtwoab');
});

whole('inside the callback they take the place of one that is swallowed', async () => {
  const exchange = await scene.exchange(swallowing('response_body inject a'), 'one');
  await body(exchange, 'a');
  await scene.chunk(exchange, 'two');
  await body(exchange, 'aa');
  exchange.leave();
});

whole('inside the callback the end drops what is behind it', async () => {
  const exchange = await scene.exchange('response_body inject a 1', 'one');
  await body(exchange, 'a');
  exchange.origin.write('two');
  exchange.origin.end();
  await ended(exchange, 'a');
});

whole('once a chunk was swallowed, bytes come in order from inside and outside', async () => {
  const exchange = await scene.exchange(
    script(
      `response_headers ${CALL}`,
      `response_headers ${CALL}`,
      'response_body set-buffer 1 0 all c; response_body return 3,0',
      later('inject a'),
    ),
    'one',
  );
  await scene.answerCallout();
  await body(exchange, 'a');
  await scene.chunk(exchange, 'two');
  await body(exchange, 'ac');
  await scene.answerCallout();
  await body(exchange, 'aca');
  await scene.last(exchange);
  await ended(exchange, 'acac');
});

whole('headers that were stopped leave with the first bytes', async () => {
  const exchange = await scene.exchange(
    swallowing('response_headers return 1', `response_headers ${CALL}`, later('inject a 1')),
    'one',
  );
  await scene.last(exchange);
  expect(exchange.status).toBeUndefined();
  await scene.answerCallout();
  await ended(exchange, 'a');
});

whole('both foreign functions do the same', async () => {
  const foreign = (name: string, message: string) =>
    `foreign inject_encoded_data_to_filter_chain${name} ${message}`;
  const exchange = await scene.exchange(
    swallowing(
      `response_headers ${CALL}`,
      later(foreign('', '%0a%01a'), foreign('_on_header', '%0a%01b%10%01')),
    ),
    'one',
  );
  await scene.last(exchange);
  await scene.answerCallout();
  await ended(exchange, 'ab');
});

whole('two streams at once keep their bytes apart', async () => {
  const of = (text: string) =>
    scene.exchange(swallowing(`response_headers ${CALL}`, later(`inject ${text} 1`)), 'chunk');
  const first = await of('first');
  const second = await of('second');
  await scene.last(second);
  await scene.last(first);
  await scene.answerCallout();
  await ended(first, 'first');
  expect(second.body).toBe('');
  await scene.answerCallout();
  await ended(second, 'second');
});

whole('more than the limit of a buffer passes', async () => {
  const text = 'x'.repeat(10_000);
  const inject = `inject ${text}`;
  const exchange = await scene.exchange(
    swallowing(`response_headers ${CALL}`, later(inject, inject, inject, inject, 'inject end 1')),
    'one',
  );
  await scene.last(exchange);
  await scene.answerCallout();
  await ended(exchange, `${text.repeat(4)}end`);
});

whole('bytes injected in a callback that buffers are lost, and that is said', async () => {
  const lost = 'its bytes are lost, since the callback returned neither 0 nor 3';
  const before = scene.told.filter((line) => line.includes(lost)).length;
  const exchange = await scene.exchange('response_body inject a; response_body return 1,0', 'one');
  expect(scene.told.filter((line) => line.includes(lost)).length).toBe(before + 1);
  await scene.last(exchange);
  await ended(exchange, 'aone');
});

whole('what cannot be done is refused, and said', async () => {
  const before = refusals();
  const exchange = await scene.exchange(
    script('response_headers inject a', `response_headers ${CALL}`, later('inject b 1')),
    'one',
  );
  await scene.answerCallout();
  await scene.last(exchange, 'two');
  await ended(exchange, 'onetwo');
  expect(refusals()).toBe(before + 2);
});
