import { ask, type Vector } from '../vector.ts';

const request = (...statements: string[]): string =>
  statements.map((each) => `request_headers ${each}`).join(';');

/** Properties, shared data, queues and metrics. */
export const serviceVectors: readonly Vector[] = [
  {
    number: 52,
    title: 'route_name is the name of the route',
    steps: [
      { ask: { script: request('property route_name') }, expect: { told: ['property route_name = 0 main'] } },
      {
        ask: { path: '/moved', script: request('property route_name') },
        expect: { told: ['property route_name = 0 moved'] },
      },
    ],
  },
  ask(
    53,
    'request attributes come from the headers, response.code is 8 bytes',
    {
      path: '/a?b=c',
      script: `${request('property request.path', 'property request.query')};log property response.code`,
      response: { status: 403 },
    },
    {
      told: [
        'property request.path = 0 /a?b=c',
        'property request.query = 0 b=c',
        'property response.code = 0 %93%01%00%00%00%00%00%00',
      ],
    },
  ),
  {
    number: 54,
    title: 'what one plugin of the stream sets another one reads; a root sets nothing',
    steps: [
      {
        load: 'one',
        script: 'configure set-property k v; request_headers set-property k v',
        expect: {
          told: ['set-property k v = 1'],
        },
      },
      { load: 'two', script: 'request_headers property k' },
      { ask: {}, expect: { told: ['set-property k v = 0', 'property k = 0 v'] } },
    ],
  },
  ask(
    55,
    'the empty path does not serialise, unknown ones are not found, the VM has no id',
    { script: request("property ''", 'property nonsense', 'property plugin_vm_id') },
    { told: ["property '' = 3", 'property nonsense = 1', 'property plugin_vm_id = 0 empty'] },
  ),
  {
    number: 56,
    title: 'every set takes the next number, and a stale number is a mismatch',
    steps: [
      {
        ask: {
          script: request(
            'set-shared k a',
            'set-shared k b',
            'shared k',
            'set-shared k c 100',
            'set-shared k c 2',
            'shared k',
            'shared none',
          ),
        },
        expect: {
          told: [
            'set-shared k a = 0',
            'set-shared k b = 0',
            'shared k = 0 b cas 2',
            'set-shared k c 100 = 8',
            'set-shared k c 2 = 0',
            'shared k = 0 c cas 3',
            'shared none = 1',
          ],
        },
      },
    ],
  },
  {
    number: 57,
    title: 'queues count tokens from 1 and wake the root that registered',
    steps: [
      {
        load: 'probe',
        script: 'configure queue jobs; configure queue jobs; queue_ready dequeue 1',
        expect: { told: ['queue jobs = 0 1', 'queue jobs = 0 1'] },
      },
      {
        ask: { script: request('dequeue 1', 'dequeue 0', 'enqueue 1 first') },
        expect: {
          told: [
            'dequeue 1 = 7',
            'dequeue 0 = 1',
            'enqueue 1 first = 0',
            'queue_ready root,1',
            'dequeue 1 = 0 first',
          ],
        },
      },
    ],
  },
  {
    number: 58,
    title: 'metric ids say their kind; a counter only grows, a histogram is not read',
    isRaw: true,
    steps: [
      {
        ask: {
          script: request(
            'metric 0 c',
            'metric 1 g',
            'metric 2 h',
            'metric 0 c',
            'increment 4 2',
            'increment 8 3',
            'increment 4 -1',
            'increment 6 1',
            'read-metric 8',
            'read-metric 6',
            'read-metric 100',
          ),
        },
        expect: {
          told: [
            'metric 0 c = 0 4',
            'metric 1 g = 0 5',
            'metric 2 h = 0 6',
            'metric 0 c = 0 8',
            'increment 4 -1 = 2',
            'increment 6 1 = 2',
            'read-metric 8 = 0 5',
            'read-metric 6 = 2',
            'read-metric 100 = 1',
          ],
        },
      },
    ],
  },
];
