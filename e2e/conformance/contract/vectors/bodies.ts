import { ask, type Exchange, type Expectation, type Step, type Vector } from '../vector.ts';

const LIMIT = 32_768;
const enough = 'x'.repeat(LIMIT);
const tooMuch = `${enough}x`;
const tooLarge: Expectation = { upstream: 'nothing', downstream: { status: 413 } };

const edit = (statement: string, body: string): Step => ({
  ask: { script: `request_body ${statement}`, body: ['hello'] },
  expect: { upstream: { body } },
});

const limited = (value: string): Exchange => ({
  version: 1,
  script: [
    `request_headers set-property set_decoder_buffer_limit ${value}`,
    'request_headers return 1',
    'request_body return 1',
  ].join(';'),
  body: [tooMuch],
});

/** Says for two callbacks what reading the configuration comes to: `a` for Ok, `b` for NotFound. */
const READER = `(module
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (import "env" "proxy_get_buffer_bytes" (func $read (param i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1) (data (i32.const 0) "vm_start ?configure ?")
  (func (export "proxy_abi_version_0_2_100"))
  (func (export "malloc") (param i32) (result i32) (i32.const 1024))
  (func $say (param $at i32) (param $length i32)
    (i32.store8 (i32.add (local.get $at) (i32.sub (local.get $length) (i32.const 1)))
      (i32.add (i32.const 97)
        (call $read (i32.const 7) (i32.const 0) (i32.const 9) (i32.const 512) (i32.const 516))))
    (drop (call $log (i32.const 2) (local.get $at) (local.get $length))))
  (func (export "proxy_on_vm_start") (param i32 i32) (result i32)
    (call $say (i32.const 0) (i32.const 10)) (i32.const 1))
  (func (export "proxy_on_configure") (param i32 i32) (result i32)
    (call $say (i32.const 10) (i32.const 11)) (i32.const 1)))`;

/** Bodies and their limits. */
export const bodyVectors: readonly Vector[] = [
  {
    number: 32,
    title: 'prepend, append, and a status that loses the chunk',
    steps: [
      {
        ask: {
          script: 'request_body set-buffer 0 0 0 p.; request_body set-buffer 0 7 0 .a',
          body: ['hello'],
        },
        expect: { upstream: { body: 'p.hello.a' } },
      },
      {
        ask: { script: 'request_body set-buffer 0 0 0 p.; request_body return 3,0', body: ['hello', 'x'] },
        expect: { upstream: { body: 'p.x' } },
      },
    ],
  },
  {
    number: 33,
    title: 'replace, cut, cut and put, and no splice in the middle',
    steps: [
      edit('set-buffer 0 0 5 replace', 'replace'),
      edit(`set-buffer 0 0 1 ''`, 'ello'),
      edit('set-buffer 0 0 1 x.', 'x.ello'),
      {
        ask: { script: 'request_body set-buffer 0 2 1 z', body: ['hello'] },
        expect: { told: ['set-buffer 0 2 1 z = 2'], upstream: { body: 'hello' } },
      },
    ],
  },
  ask(
    34,
    'stop and buffer shows all so far, with the new chunk',
    {
      script: 'request_body buffer 0 0 all; request_body return 1,1,0',
      body: ['hello', '_again_', 'hello'],
    },
    {
      told: [
        'request_body stream,5,0',
        'buffer 0 0 all = 0 hello',
        'request_body stream,12,0',
        'buffer 0 0 all = 0 hello_again_',
        'request_body stream,17,1',
        'buffer 0 0 all = 0 hello_again_hello',
      ],
      upstream: { body: 'hello_again_hello' },
    },
  ),
  ask(
    35,
    'after a continue the next callback sees its chunk alone',
    { script: 'request_body buffer 0 0 all; request_body return 1,1,0', body: ['a', 'b', 'c', 'd'] },
    {
      told: ['a', 'ab', 'abc', 'd'].map((text) => `buffer 0 0 all = 0 ${text}`),
      upstream: { body: 'abcd' },
    },
  ),
  ask(
    36,
    'buffering the request leaves the response alone',
    {
      script: 'request_body return 1,0; response_body buffer 1 0 all',
      body: ['held', ' on'],
      response: { body: ['a', 'b'] },
    },
    { told: ['buffer 1 0 all = 0 a', 'buffer 1 0 all = 0 b'], downstream: { body: 'ab' } },
  ),
  ask(
    37,
    'reads past the end are empty, too long ones are clamped',
    {
      script: ['buffer 0 9 1', 'buffer 0 0 all', 'buffer 0 1 2'].map((s) => `request_body ${s}`).join(';'),
      body: ['hello'],
    },
    { told: ['buffer 0 9 1 = 0 empty', 'buffer 0 0 all = 0 hello', 'buffer 0 1 2 = 0 el'] },
  ),
  {
    number: 38,
    title: 'one byte over the limit is 413 or 500 when buffered, nothing when pushed back',
    steps: [
      // Held without an answer: the body had room.
      {
        ask: { version: 1, script: 'request_headers return 1; request_body return 1', body: [enough] },
        expect: { told: [`request_body stream,${LIMIT},1`], upstream: 'nothing', downstream: 'nothing' },
      },
      {
        ask: { version: 1, script: 'request_headers return 1; request_body return 1', body: [tooMuch] },
        expect: tooLarge,
      },
      { ask: { version: 1, script: 'request_headers return 3', body: [tooMuch] }, expect: tooLarge },
      {
        ask: {
          version: 1,
          script: 'response_headers return 1; response_body return 1',
          response: { body: [tooMuch] },
        },
        expect: { downstream: { status: 500 } },
      },
      {
        ask: { version: 1, script: 'request_body return 2', body: [tooMuch] },
        expect: { downstream: 'nothing' },
      },
    ],
  },
  {
    number: 39,
    title: 'the limit is a property, and nonsense is ignored',
    steps: [
      // Held without an answer: the body had room.
      { ask: limited('123456'), expect: { upstream: 'nothing', downstream: 'nothing' } },
      { ask: limited('abc'), expect: tooLarge },
    ],
  },
  {
    number: 40,
    title: 'the configuration can be read while configuring, and at no other time',
    steps: [
      {
        load: 'probe',
        script: 'configure buffer 7 12 9; request_headers buffer 7 0 9',
        expect: { told: ['buffer 7 12 9 = 0 configure'] },
      },
      { ask: {}, expect: { told: ['buffer 7 0 9 = 1'] } },
      // The probe has no script yet when its VM starts.
      {
        load: 'reader',
        module: { text: READER },
        expect: { told: ['vm_start b', 'configure a'] },
      },
    ],
  },
];
