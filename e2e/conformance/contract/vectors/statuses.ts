import { ask, REDIS, type Vector } from '../vector.ts';

const WAIT = `request_headers redis ${REDIS} GET k; request_headers return 4`;
const GO_ON = 'redis_call_response origin; redis_call_response continue 0';

/** What a module returns, local replies, continuing and closing. */
export const statusVectors: readonly Vector[] = [
  {
    number: 9,
    title: 'headers 1 stop the headers under 0_2_100, everything under 0_2_1',
    steps: [
      {
        ask: { script: 'request_headers return 1; request_body return 3', body: ['x'] },
        expect: { told: ['request_headers stream,0', 'request_body stream,1,1'], upstream: 'nothing' },
      },
      {
        load: 'older',
        module: {
          text: `(module (memory (export "memory") 1) (func (export "proxy_abi_version_0_2_1"))
            (func (export "malloc") (param i32) (result i32) (i32.const 0))
            (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32) (i32.const 1)))`,
        },
      },
      { ask: { body: ['x'] }, expect: { upstream: 'nothing' } },
    ],
  },
  {
    number: 10,
    title: 'numbers out of range become the strictest stop, headers 2 continue',
    steps: [
      {
        ask: { script: 'request_headers return 99', body: ['x'] },
        expect: { told: ['request_headers stream,0'], untold: ['request_body'], upstream: 'nothing' },
      },
      {
        ask: { script: 'request_headers return 2; response_headers return 2', body: ['x'] },
        expect: { upstream: { body: 'x' }, downstream: { status: 200 } },
      },
      // 3 loses the chunk, where 1 and 2 would keep it.
      {
        ask: { script: 'request_body return 99,0', body: ['lost', 'kept'] },
        expect: { upstream: { body: 'kept' } },
      },
      {
        ask: {
          script: 'request_headers return 1; request_body return 1; request_trailers return 99',
          body: ['x'],
          trailers: { t: '1' },
        },
        expect: { told: ['request_trailers stream,1'], upstream: 'nothing' },
      },
    ],
  },
  ask(
    11,
    'a body chunk that continues takes stopped headers with it',
    { script: 'request_headers return 1', body: ['chunk'], client: 'open' },
    { upstream: { body: 'chunk', path: '/' } },
  ),
  ask(
    12,
    'after a stop of everything the filter sees the joined body first',
    { script: `${WAIT}; ${GO_ON}`, body: ['one ', 'two'], redis: ['+OK\r\n'] },
    {
      told: ['redis_call_response root,#1,0,5', 'origin = 0', 'continue 0 = 0', 'request_body stream,7,1'],
      upstream: { body: 'one two' },
    },
  ),
  {
    number: 13,
    title: 'a local reply stops whatever the callback returns',
    steps: [
      {
        ask: { script: 'request_headers reply 429 limited slow; request_headers return 0' },
        expect: { upstream: 'nothing', downstream: { status: 429, body: 'slow' } },
      },
      {
        ask: {
          script: 'request_headers return 1; request_body reply 403 no; request_body return 0',
          body: ['secret'],
        },
        expect: { upstream: 'nothing', downstream: { status: 403 } },
      },
    ],
  },
  ask(
    14,
    'of two replies in one callback the first is sent, both answer Ok',
    { script: 'request_headers reply 401 first; request_headers reply 402 second' },
    { told: ['reply 401 first = 0', 'reply 402 second = 0'], downstream: { status: 401 } },
  ),
  ask(
    15,
    'a reply without a body loses content-type and content-length',
    { script: `request_headers reply 403 none '' content-type=a/b content-length=9 x-kept=1` },
    {
      downstream: {
        status: 403,
        body: '',
        headers: { 'x-kept': '1', 'content-type': null, 'content-length': null },
      },
    },
  ),
  ask(
    16,
    'a reply with a body gets type and length, and passes the module itself',
    { script: 'request_headers reply 429 slow hello; response_headers set 2 x-by probe' },
    {
      told: ['response_headers stream,0', 'response_body stream,5,1'],
      downstream: {
        status: 429,
        body: 'hello',
        headers: { 'content-type': 'text/plain', 'content-length': '5', 'x-by': 'probe' },
      },
    },
  ),
  ask(
    17,
    'unknown stream types are bad arguments, type 3 is unimplemented',
    { script: 'request_headers continue 9999; request_headers close 9999; request_headers continue 3' },
    { told: ['continue 9999 = 2', 'close 9999 = 2', 'continue 3 = 12'] },
  ),
  ask(
    18,
    'a continue waits until the callback has returned',
    { script: `${WAIT}; ${GO_ON}; redis_call_response log 2 after`, body: ['x'], redis: ['+OK\r\n'] },
    { told: ['continue 0 = 0', 'after', 'request_body stream,1,1'], upstream: { body: 'x' } },
  ),
  ask(
    19,
    'closing the request resets the stream',
    { script: 'request_headers close 0; request_headers return 4' },
    { told: ['close 0 = 0'], upstream: 'nothing', downstream: 'reset' },
  ),
];
