import { ask, EMPTY, REDIS, type Vector, WEB } from '../vector.ts';

const TO_WEB = `${WEB} :path=/ :method=GET :authority=web`;
const request = (...statements: string[]): string =>
  statements.map((each) => `request_headers ${each}`).join(';');

/** HTTP callouts, and when answers come. */
export const calloutVectors: readonly Vector[] = [
  ask(
    59,
    'a callout needs three headers, a cluster it knows and a host in it',
    {
      script: request(
        `http ${WEB} :path=/ :method=GET`,
        `http ${WEB} :path=/ :authority=web`,
        `http ${WEB} :method=GET :authority=web`,
        'http nowhere :path=/ :method=GET :authority=web',
        `http ${EMPTY} :path=/ :method=GET :authority=web`,
      ),
    },
    {
      told: [
        `http ${WEB} :path=/ :method=GET = 2 0`,
        `http ${WEB} :path=/ :authority=web = 2 0`,
        `http ${WEB} :method=GET :authority=web = 2 0`,
        'http nowhere :path=/ :method=GET :authority=web = 2 0',
        `http ${EMPTY} :path=/ :method=GET :authority=web = 10 0`,
      ],
      untold: ['http_call_response'],
    },
  ),
  {
    number: 60,
    title: 'the first HTTP token is 4, the first Redis token 7, then 11',
    isRaw: true,
    steps: [
      {
        ask: {
          script: request(`http ${TO_WEB}`, `redis ${REDIS} GET k`, `redis ${REDIS} GET k`, `http ${TO_WEB}`),
          redis: ['+OK\r\n', '+OK\r\n'],
        },
        expect: {
          told: [
            `http ${TO_WEB} = 0 4`,
            `redis ${REDIS} GET k = 0 7`,
            `redis ${REDIS} GET k = 0 11`,
            `http ${TO_WEB} = 0 8`,
          ],
        },
      },
    ],
  },
  ask(
    61,
    'a failed callout is all zeros, with a status to ask for',
    {
      script: `${request(`http ${TO_WEB}`, 'return 4')};http_call_response status;http_call_response origin;http_call_response continue 0`,
      isWebCut: true,
    },
    { told: ['http_call_response root,#1,0,0,0', 'status = 0 11 reset'] },
  ),
  ask(
    62,
    'an answer is delivered after the callback that asked, to the root',
    {
      script: `${request(`redis ${REDIS} GET k`, 'log 2 last', 'return 4')};redis_call_response origin;redis_call_response continue 0`,
      redis: ['+OK\r\n'],
    },
    {
      told: ['last', 'redis_call_response root,#1,0,5', 'origin = 0', 'continue 0 = 0'],
      downstream: { status: 200 },
    },
  ),
  {
    number: 63,
    title: 'a reply outlives its stream, whose context can then not be chosen',
    steps: [
      // The stream takes its script along; what is said after that is said by its root.
      { load: 'probe', script: 'redis_call_response origin' },
      {
        ask: {
          script: `${request(`redis ${REDIS} GET k`, 'return 4')}`,
          client: 'leaves',
          redis: ['+OK\r\n'],
        },
        expect: { told: ['delete stream', 'redis_call_response root,#1,0,5', 'origin = 2'] },
      },
    ],
  },
  {
    number: 64,
    title: 'the deletion of a root cancels its calls',
    steps: [
      { load: 'probe', script: `configure redis ${REDIS} GET k` },
      { load: 'probe', expect: { told: ['done root', 'delete root'], untold: ['redis_call_response'] } },
      // Some gateways configure a root for each of their threads.
      { reply: ['+OK\r\n', '+OK\r\n'], expect: { untold: ['redis_call_response'] } },
    ],
  },
];
