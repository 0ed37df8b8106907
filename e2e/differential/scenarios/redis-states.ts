import { SECOND_USER } from '../stored.ts';
import { REDIS } from '../place.ts';
import { counterKey, everywhere, redis, type Scenario, send, sendAtOnce, threshold } from '../scenario.ts';

const minute = counterKey('global_threshold:60');
const PASSWORD = 'secret';
const withUser = (password: string) => ({ redis: { service_name: REDIS, username: SECOND_USER, password } });
const letIn = redis('ACL', 'SETUSER', SECOND_USER, 'on', `>${PASSWORD}`, '~*', '+@all');
const CLOSED = { on_redis_error: 'closed' };

/** Servers that forget, refuse or are away. */
export const redisStates: Scenario[] = [
  {
    name: 'a server that forgot the script',
    plugin: everywhere(threshold(2)),
    steps: [send({}), redis('SCRIPT', 'FLUSH'), send({}, 2), redis('SCRIPT', 'FLUSH'), send({})],
  },
  {
    name: 'a server that forgot the script while many wait',
    plugin: everywhere(threshold(5)),
    steps: [send({}), redis('SCRIPT', 'FLUSH'), send({}), sendAtOnce({}, 20)],
  },
  {
    name: 'a counter that is no number: requests pass',
    plugin: everywhere(threshold(1, { show_limit_quota_header: true })),
    steps: [redis('SET', minute, 'many'), send({}, 2), redis('DEL', minute), send({}, 2)],
  },
  {
    name: 'a counter that is a list: requests pass',
    plugin: everywhere(threshold(1)),
    steps: [redis('RPUSH', minute, 'a'), send({}, 2)],
  },
  {
    name: 'a counter that is a list, on_redis_error closed',
    plugin: everywhere(threshold(1, CLOSED)),
    steps: [redis('RPUSH', minute, 'a'), send({}, 2), redis('DEL', minute), send({}, 2)],
  },
  {
    name: 'no memory left: requests pass',
    plugin: everywhere(threshold(1)),
    steps: [
      redis('CONFIG', 'SET', 'maxmemory', '1'),
      send({}, 2),
      redis('CONFIG', 'SET', 'maxmemory', '0'),
      send({}, 2),
    ],
  },
  {
    name: 'no memory left, on_redis_error closed',
    plugin: everywhere(threshold(1, CLOSED)),
    steps: [redis('CONFIG', 'SET', 'maxmemory', '1'), send({}, 2)],
  },
  {
    name: 'no memory left, shadow: even closed lets pass',
    plugin: everywhere(threshold(1, { ...CLOSED, shadow: true })),
    steps: [redis('CONFIG', 'SET', 'maxmemory', '1'), send({}, 2)],
  },
  {
    name: 'a replica takes no writes',
    plugin: everywhere(threshold(1)),
    steps: [redis('REPLICAOF', '127.0.0.1', '1'), send({}, 2), redis('REPLICAOF', 'NO', 'ONE'), send({}, 2)],
  },
  {
    name: 'a user and its password',
    plugin: everywhere(threshold(1, withUser(PASSWORD))),
    steps: [letIn, send({}, 2)],
  },
  {
    name: 'a user that may not run scripts',
    plugin: everywhere(threshold(1, { ...withUser(PASSWORD), ...CLOSED })),
    steps: [letIn, redis('ACL', 'SETUSER', SECOND_USER, '-evalsha'), send({}, 2)],
  },
  {
    name: 'a database of its own',
    plugin: everywhere(threshold(1, { redis: { service_name: REDIS, database: 5 } })),
    steps: [send({}, 2)],
  },
  {
    name: 'the server crashes and comes back without the counters',
    plugin: everywhere(threshold(1)),
    steps: [send({}, 2), { do: 'kill' }, send({}, 2), { do: 'restart' }, send({}, 2)],
  },
  {
    name: 'the server crashes, on_redis_error closed',
    plugin: everywhere(threshold(1, CLOSED)),
    steps: [send({}), { do: 'kill' }, send({}, 2), sendAtOnce({}, 10), { do: 'restart' }],
  },
  {
    name: 'a service that the gateway does not know: requests pass',
    plugin: everywhere(threshold(1, { redis: { service_name: 'nobody.static' } })),
    steps: [send({}, 2)],
  },
  {
    name: 'a service that the gateway does not know, on_redis_error closed',
    plugin: everywhere(threshold(1, { redis: { service_name: 'nobody.static' }, ...CLOSED })),
    steps: [send({}, 2)],
  },
];
