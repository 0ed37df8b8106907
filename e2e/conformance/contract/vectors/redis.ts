import { ask, close, EMPTY_REDIS, REDIS, type RedisAnswer, type Step, type Vector } from '../vector.ts';

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

const replied = (reply: string): Step => ({
  ask: { script: reading(GET), redis: [reply] },
  expect: { told: [`redis_call_response root,#1,0,${reply.length}`] },
});
const refused = (reply: RedisAnswer): Step => ({
  ask: { script: request(GET, GET), redis: [reply] },
  expect: { told: ['redis_call_response root,#1,1,0', 'redis_call_response root,#2,1,0'] },
});
/** A call in flight while the settings come again. */
const again = (first: string, second: string, failed: boolean): Step => ({
  ask: { script: request(first, GET, second), redis: ['+OK\r\n'] },
  expect: { told: [`redis_call_response root,#1,${failed ? '1,0' : '0,5'}`] },
});

/** Redis. */
export const redisVectors: readonly Vector[] = [
  ask(
    65,
    'init knows clusters, and opens nothing',
    { script: request('redis-init unknown a b 1000', init('db=1&n=65')) },
    { told: ['redis-init unknown a b 1000 = 2', `${init('db=1&n=65')} = 0`], redis: [] },
  ),
  {
    ...ask(
      66,
      'a new connection begins with AUTH and SELECT, whose replies the module never sees',
      {
        script: reading(init('db=1&n=66'), GET),
        redis: ['$1\r\nv\r\n'],
      },
      { told: ['buffer 9 0 all = 0 $1%0d%0av%0d%0a'], redis: ['AUTH admin 123456', 'SELECT 1', 'GET k'] },
    ),
    inexpressible: { 'scripted host': NO_WIRE },
  },
  ask(
    67,
    'an unknown cluster is a bad argument, one without a host fails at once',
    { script: request('redis bogus GET k', `redis ${EMPTY_REDIS} GET k`) },
    { told: ['redis bogus GET k = 2 0', `redis ${EMPTY_REDIS} GET k = 10 0`] },
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
    steps: ['_\r\n', '%1\r\n'].map(refused),
  },
  {
    number: 71,
    title: 'replies may be cut anywhere and arrive together',
    steps: [
      {
        ask: { script: request(GET, GET, GET), redis: ['$2\r\nhi\r\n', ':1\r\n', ':22\r\n'] },
        expect: {
          told: [
            'redis_call_response root,#1,0,8',
            'redis_call_response root,#2,0,4',
            'redis_call_response root,#3,0,5',
          ],
        },
      },
    ],
  },
  {
    ...ask(
      72,
      'calls of one moment leave in one write',
      { script: request(GET, GET), redis: [':1\r\n', ':2\r\n'] },
      { redis: ['GET k', 'GET k'], redisReads: 1 },
    ),
    inexpressible: { 'scripted host': NO_WIRE },
  },
  {
    number: 73,
    title: 'a lost connection fails every pending call, the next call begins another',
    steps: [
      refused(close),
      {
        ask: { script: request(init('n=73', 100), GET), redis: [] },
        expect: { told: ['redis_call_response root,#1,1,0'] },
      },
      {
        ask: { script: request(GET), redis: [':1\r\n'] },
        expect: { told: ['redis_call_response root,#1,0,4'], redis: ['AUTH admin 123456', 'GET k'] },
      },
    ],
    inexpressible: { 'scripted host': NO_WIRE },
  },
  {
    ...ask(
      74,
      'replies that keep coming keep the connection alive',
      {
        script: request(init('n=74', 300), GET, GET, GET),
        redis: [':1\r\n', ':2\r\n', ':3\r\n'],
        redisPaceMs: 200,
      },
      {
        told: [
          'redis_call_response root,#1,0,4',
          'redis_call_response root,#2,0,4',
          'redis_call_response root,#3,0,4',
        ],
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
    ...ask(
      77,
      'the last init wins for every plugin',
      { script: request(init('db=1'), init('db=2'), GET), redis: [':1\r\n'] },
      { redis: ['AUTH admin 123456', 'SELECT 2', 'GET k'] },
    ),
    inexpressible: { 'scripted host': NO_WIRE },
  },
  ask(
    78,
    'a call without a command stalls until the connection is closed',
    { script: request(init('n=78', 100), `redis-raw ${REDIS} ''`), redis: [close] },
    { told: [`redis-raw ${REDIS} '' = 0 #1`, 'redis_call_response root,#1,1,0'] },
  ),
];
