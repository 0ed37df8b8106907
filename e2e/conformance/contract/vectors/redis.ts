import {
  ask,
  close,
  closeAll,
  CONNECTED,
  EMPTY_REDIS,
  REDIS,
  type Expectation,
  type RedisAnswer,
  type Step,
  type Vector,
} from '../vector.ts';

const NO_WIRE = 'it has no wire: calls are answered, not sent';
const request = (...statements: string[]): string =>
  statements.map((each) => `request_headers ${each}`).join(';');
const GET = `redis ${REDIS} GET k`;
/** Settings that differ each time make a new connection, so that a vector sees its beginning. */
const init = (parameters: string, timeoutMs = 1000): string =>
  `redis-init ${REDIS}?${parameters} admin 123456 ${timeoutMs}`;

/** The request waits, so that its script is there for the reply. */
const reading = (...statements: string[]): string =>
  [
    request(...statements, 'return 4'),
    'redis_call_response buffer 9 0 all; redis_call_response origin; redis_call_response continue 0',
  ].join(';');

const escaped = (text: string): string =>
  text.replace(/[^!-$&-~]/g, (byte) => `%${byte.charCodeAt(0).toString(16).padStart(2, '0')}`);
const replied = (reply: string): Step => ({
  ask: { script: reading(GET), redis: [reply] },
  expect: {
    told: [`redis_call_response root,#1,0,${reply.length}`, `buffer 9 0 all = 0 ${escaped(reply)}`],
  },
});
const refused = (reply: RedisAnswer, expect: Expectation = {}): Step => ({
  ask: { script: request(GET, GET), redis: [reply] },
  expect: { told: ['redis_call_response root,#1,1,0', 'redis_call_response root,#2,1,0'], ...expect },
});
/** A first call with settings of the vector's own. */
const connected = (...inits: string[]): Step => ({
  ask: { script: request(...inits, GET), redis: [':1\r\n'] },
  expect: { told: ['redis_call_response root,#1,0,4'], redis: [CONNECTED, 'AUTH admin 123456', 'GET k'] },
});
/** A call that finds no connection. */
const reconnected: Step = {
  ask: { script: request(GET), redis: [':1\r\n'] },
  expect: { told: ['redis_call_response root,#1,0,4'], redis: [CONNECTED, 'AUTH admin 123456', 'GET k'] },
};
/** A call in flight while the settings come again. */
const again = (first: string, second: string, failed: boolean): Step => ({
  ask: { script: request(first, GET, second), redis: ['+OK\r\n'] },
  expect: { told: [`redis_call_response root,#1,${failed ? '1,0' : '0,5'}`] },
});

/** Together the replies take longer than the timeout, each alone a small part of it. */
const KEPT_ALIVE = { timeoutMs: 2000, paceMs: 250, calls: 10 };

/** Redis. */
export const redisVectors: readonly Vector[] = [
  {
    ...ask(
      65,
      'init knows clusters, and opens nothing',
      { script: request('redis-init unknown a b 1000', init('db=1&n=65')) },
      { told: ['redis-init unknown a b 1000 = 2', `${init('db=1&n=65')} = 0`], redis: [] },
    ),
    unwired: { 'scripted host': NO_WIRE },
  },
  {
    ...ask(
      66,
      'a new connection begins with AUTH and SELECT, whose replies the module never sees',
      {
        script: reading(init('db=1&n=66'), GET),
        redis: ['$1\r\nv\r\n'],
      },
      {
        told: ['buffer 9 0 all = 0 $1%0d%0av%0d%0a'],
        redis: [CONNECTED, 'AUTH admin 123456', 'SELECT 1', 'GET k'],
      },
    ),
    inexpressible: { 'scripted host': NO_WIRE },
  },
  ask(
    67,
    'an unknown cluster is a bad argument, one without a host fails at once',
    { script: request('redis bogus GET k', `redis ${EMPTY_REDIS} GET k`) },
    {
      told: ['redis bogus GET k = 2 0', `redis ${EMPTY_REDIS} GET k = 10 0`],
      untold: ['redis_call_response'],
    },
  ),
  ask(
    68,
    'the reply is in buffer 9 while its callback runs',
    {
      script: `${reading(GET)};log buffer 9 0 all`,
      redis: ['+OK\r\n'],
    },
    { told: ['redis_call_response root,#1,0,5', 'buffer 9 0 all = 0 +OK%0d%0a', 'buffer 9 0 all = 0 empty'] },
  ),
  {
    number: 69,
    title: 'errors, nulls and nested arrays are each one reply with status 0',
    steps: ['-ERR x\r\n', '$-1\r\n', '*0\r\n', '*2\r\n*1\r\n:1\r\n$0\r\n\r\n'].map(replied),
  },
  {
    number: 70,
    title: 'what is not RESP2 costs the connection, every call fails',
    steps: [
      // No timer ends it in their stead.
      connected(init('n=70', 60_000)),
      ...['_\r\n', '%1\r\n'].flatMap((reply) => [refused(reply, { redisClosed: 1 }), reconnected]),
    ],
    unwired: { 'scripted host': NO_WIRE },
  },
  {
    number: 71,
    title: 'replies may be cut anywhere and arrive together',
    steps: [
      {
        begin: {
          script: request(GET, GET, GET, 'return 4'),
          redis: [{ calls: 2, writes: ['$2\r\nhi\r\n:1\r\n:2'] }],
        },
        expect: {
          told: ['redis_call_response root,#1,0,8', 'redis_call_response root,#2,0,4'],
          untold: ['redis_call_response root,#3'],
        },
      },
      { reply: ['2\r\n'], expect: { told: ['redis_call_response root,#1,0,5'] } },
      { finish: true },
      {
        ask: { script: reading(GET), redis: [{ calls: 1, writes: [...'*2\r\n$2\r\nhi\r\n:1\r\n'] }] },
        expect: { told: [`buffer 9 0 all = 0 ${escaped('*2\r\n$2\r\nhi\r\n:1\r\n')}`] },
      },
    ],
  },
  {
    number: 72,
    title: 'calls of one moment leave in one write',
    steps: [
      // How long the moment is, settings say: here as long as it takes until two calls of 20 bytes are together.
      connected(init('n=72&buffer_flush_timeout=60000&max_buffer_size_before_flush=40', 60_000)),
      {
        ask: {
          script: `request_headers ${GET}; response_headers ${GET}`,
          body: ['some', 'time', 'between'],
          redis: [':1\r\n', ':2\r\n'],
        },
        expect: { redis: ['GET k', 'GET k'], redisReads: 1 },
      },
    ],
    inexpressible: { 'scripted host': NO_WIRE },
  },
  {
    number: 73,
    title: 'a lost connection fails every pending call, the next call begins another',
    steps: [
      connected(init('n=73')),
      refused(close),
      reconnected,
      // Redis that says nothing in time is lost too.
      {
        ask: { script: request(GET, GET), redis: [] },
        expect: {
          told: ['redis_call_response root,#1,1,0', 'redis_call_response root,#2,1,0'],
          redisClosed: 1,
        },
      },
      reconnected,
    ],
    inexpressible: { 'scripted host': NO_WIRE },
  },
  {
    ...ask(
      74,
      'replies that keep coming keep the connection alive',
      {
        script: request(init('n=74', KEPT_ALIVE.timeoutMs), ...Array<string>(KEPT_ALIVE.calls).fill(GET)),
        redis: Array<string>(KEPT_ALIVE.calls).fill(':1\r\n'),
        redisPaceMs: KEPT_ALIVE.paceMs,
      },
      {
        told: Array.from({ length: KEPT_ALIVE.calls }, (_, i) => `redis_call_response root,#${i + 1},0,4`),
      },
    ),
    inexpressible: { 'scripted host': NO_WIRE },
  },
  {
    number: 75,
    title: 'the same settings again disturb nothing, another timeout fails what is in flight',
    steps: [
      again(init('db=1&n=75'), init('db=1&n=75'), false),
      again(init('db=1&n=75'), init('db=1&n=75', 999), true),
    ],
  },
  {
    number: 76,
    title: 'parameters are equal in any order',
    steps: [again(init('db=1&n=76'), init('n=76&db=1'), false)],
  },
  {
    number: 77,
    title: 'the last init wins for every plugin',
    steps: [
      { load: 'one', script: `request_headers ${init('db=1')};response_headers ${GET}` },
      { load: 'two', module: 'other probe', script: request(init('db=2')) },
      {
        ask: { redis: [':1\r\n'] },
        expect: {
          told: [`${init('db=1')} = 0`, `${init('db=2')} = 0`, 'redis_call_response root,#1,0,4'],
          redis: [CONNECTED, 'AUTH admin 123456', 'SELECT 2', 'GET k'],
        },
      },
    ],
    inexpressible: { 'scripted host': NO_WIRE },
  },
  {
    number: 78,
    title: 'a call without a command stalls until the connection is closed',
    steps: [
      {
        begin: { script: request(init('n=78', 60_000), `redis-raw ${REDIS} ''`, 'return 4') },
        expect: {
          told: [`redis-raw ${REDIS} '' = 0 #1`],
          untold: ['redis_call_response'],
          redis: [CONNECTED, 'AUTH admin 123456'],
        },
      },
      { reply: [closeAll], expect: { told: ['redis_call_response root,#1,1,0'] } },
    ],
    unwired: { 'scripted host': NO_WIRE },
  },
];
