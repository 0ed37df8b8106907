import { ask, ORIGIN, type Vector, WEB } from '../vector.ts';

const during = (phase: string, ...statements: string[]): string =>
  statements.map((each) => `${phase} ${each}`).join(';');

/** `a` and `b`, that many times. */
function pairs(count: number): string {
  const bytes = [count & 0xff, count >> 8, 0, 0];
  for (let i = 0; i < count; i++) bytes.push(1, 0, 0, 0, 1, 0, 0, 0);
  for (let i = 0; i < count; i++) bytes.push(0x61, 0, 0x62, 0);
  return bytes.map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}

const A_B = '%01%00%00%00%01%00%00%00%01%00%00%00a%00b%00';

/** Header maps. */
export const headerVectors: readonly Vector[] = [
  {
    number: 20,
    title: 'request writes are stored in lower case and choose the route again, unless told not to',
    steps: [
      {
        ask: { script: during('request_headers', 'set 0 Server probe', 'set 0 :path /moved') },
        expect: { upstream: { path: '/was-moved', headers: { server: 'probe' } } },
      },
      {
        ask: {
          script: during('request_headers', 'set-property clear_route_cache off', 'set 0 :path /moved'),
        },
        expect: { upstream: { path: '/moved' } },
      },
      {
        ask: { script: during('request_headers', 'set-pairs 0', 'set 0 A b', 'pairs 0') },
        expect: { told: [`pairs 0 = 0 ${A_B}`] },
      },
    ],
  },
  // The path was rewritten since: chosen again, the route would be the other one.
  ask(
    21,
    'response writes leave the route alone',
    {
      path: '/moved',
      script: during('response_headers', 'set 2 x-by probe', 'property cluster_name', 'property route_name'),
    },
    {
      told: [`property cluster_name = 0 ${ORIGIN}`, 'property route_name = 0 moved'],
      downstream: { headers: { 'x-by': 'probe' } },
    },
  ),
  ask(
    22,
    'absent headers and absent maps differ',
    { script: during('request_headers', 'header 0 none', 'header 6 x', 'pairs 6') },
    { told: ['header 0 none = 1', 'header 6 x = 2', 'pairs 6 = 0 empty'] },
  ),
  ask(
    23,
    'a get sees the first value, a replace leaves one',
    { script: during('request_headers', 'add 0 x one', 'add 0 x two', 'header 0 x', 'set 0 x three') },
    { told: ['header 0 x = 0 one'], upstream: { headers: { x: 'three' } } },
  ),
  {
    number: 24,
    title: 'removing nothing is fine, writing read-only or unknown maps is not',
    steps: [
      {
        ask: { script: during('request_headers', 'remove 0 none', 'set 8 a b', 'header 8 a') },
        expect: { told: ['remove 0 none = 0', 'set 8 a b = 2', 'header 8 a = 2'] },
      },
      // The headers of a callout's answer are there to be read.
      {
        ask: {
          script: [
            during('request_headers', `http ${WEB} :path=/ :method=GET :authority=web`, 'return 4'),
            during(
              'http_call_response',
              'header 6 :status',
              'set 6 a b',
              'header 6 a',
              'origin',
              'continue 0',
            ),
          ].join(';'),
        },
        expect: { told: ['header 6 :status = 0 200', 'set 6 a b = 2', 'header 6 a = 1'] },
      },
    ],
  },
  ask(
    25,
    'malformed pairs empty the map without an error',
    { script: during('request_headers', `set-pairs-raw 0 ${A_B}x`, 'pairs 0') },
    { told: [`set-pairs-raw 0 ${A_B}x = 0`, 'pairs 0 = 0 empty'] },
  ),
  ask(
    26,
    'set pairs replaces everything',
    { script: during('request_headers', 'set-pairs 0 a=b', 'pairs 0', 'header 0 :path') },
    { told: [`pairs 0 = 0 ${A_B}`, 'header 0 :path = 1'] },
  ),
  {
    number: 27,
    title: 'headers that continued are lost to the body callback, stopped ones are not',
    steps: [
      {
        ask: { script: 'request_body header 0 :path', body: ['x'] },
        expect: { told: ['header 0 :path = 2'] },
      },
      {
        ask: { script: 'request_headers return 1; request_body header 0 :path', body: ['x'] },
        expect: { told: ['header 0 :path = 0 /'] },
      },
    ],
  },
  ask(
    28,
    'trailers can be added in the last data callback only',
    { script: 'request_body add 1 t v', body: ['first', 'last'] },
    {
      told: ['add 1 t v = 2', 'add 1 t v = 0'],
      untold: ['request_trailers'],
      upstream: { trailers: { t: 'v' } },
    },
  ),
  ask(
    29,
    'the size of a map is its bytes',
    { script: during('request_headers', 'set-pairs 0 ab=cde f=', 'size 0', 'size 6') },
    { told: ['size 0 = 0 6', 'size 6 = 2'] },
  ),
  ask(
    30,
    'one pair is 16 bytes, none is nothing',
    { script: during('request_headers', 'set-pairs 0 a=b', 'pairs 0', 'set-pairs 0', 'pairs 0') },
    { told: [`pairs 0 = 0 ${A_B}`, 'pairs 0 = 0 empty'] },
  ),
  {
    number: 31,
    title: 'more than 1024 pairs are nothing',
    steps: [1024, 1025].map((count) => ({
      ask: { script: during('request_headers', `set-pairs-raw 0 ${pairs(count)}`, 'size 0') },
      expect: { told: [`size 0 = 0 ${count > 1024 ? 0 : 2 * count}`] },
    })),
  },
];
