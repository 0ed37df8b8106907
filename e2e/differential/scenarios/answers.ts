import { everywhere, limitBy, type Scenario, send, sendAtOnce, threshold } from '../scenario.ts';

const QUOTA = { show_limit_quota_header: true };
const grpc = { method: 'POST', headers: { 'content-type': 'application/grpc' }, body: 'x' };

/** What a client is told. */
export const answers: Scenario[] = [
  { name: 'without quota headers', plugin: everywhere(threshold(1)), steps: [send({}, 2)] },
  { name: 'with quota headers', plugin: everywhere(threshold(2, QUOTA)), steps: [send({}, 4)] },
  {
    name: 'quota headers in place of those of the origin',
    plugin: everywhere(threshold(3, QUOTA)),
    steps: [send({ path: '/header/X-RateLimit-Limit/999/header/x-ratelimit-remaining/998' }, 2)],
  },
  {
    name: 'the quota headers of the origin where no limit applies',
    plugin: everywhere({ rule_items: [limitBy('header', 'x-none', { a: 1 })], ...QUOTA }),
    steps: [send({ path: '/header/x-ratelimit-limit/999' }, 2)],
  },
  {
    name: 'quota headers on errors of the origin',
    plugin: everywhere(threshold(5, QUOTA)),
    steps: [201, 302, 404, 503].map((status) => send({ path: `/status/${status}` })),
  },
  {
    name: 'rejected_code and rejected_msg',
    plugin: everywhere(threshold(1, { rejected_code: 403, rejected_msg: '{"code":-1,"msg":"später"}' })),
    steps: [send({}, 2)],
  },
  {
    name: 'rejected_code 200',
    plugin: everywhere(threshold(1, { rejected_code: 200, ...QUOTA })),
    steps: [send({}, 2)],
  },
  {
    name: 'rejected_msg that is empty',
    plugin: everywhere(threshold(1, { rejected_msg: '' })),
    steps: [send({}, 2)],
  },
  {
    name: 'shadow: counted and never rejected',
    plugin: everywhere(threshold(1, { shadow: true, ...QUOTA })),
    steps: [send({}, 3)],
  },
  {
    name: 'POST with a body',
    plugin: everywhere(threshold(1, QUOTA)),
    steps: [send({ method: 'POST', body: 'x'.repeat(50_000) }, 3)],
  },
  { name: 'HEAD', plugin: everywhere(threshold(1, QUOTA)), steps: [send({ method: 'HEAD' }, 2)] },
  {
    name: 'methods count alike',
    plugin: everywhere(threshold(2)),
    steps: ['PUT', 'DELETE', 'OPTIONS'].map((method) => send({ method })),
  },
  { name: 'gRPC', plugin: everywhere(threshold(1, QUOTA)), steps: [send(grpc, 2)] },
  {
    name: 'many at once of many users',
    plugin: everywhere({ rule_items: [limitBy('per_header', 'x-user', { '*': 5 })], ...QUOTA }),
    steps: ['a', 'b', 'c'].map((user) => sendAtOnce({ headers: { 'x-user': user } }, 12)),
  },
];
