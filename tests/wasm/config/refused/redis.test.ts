import { redis, withThreshold } from '../../support/configurations.ts';
import { refuse } from '../refusals.ts';

refuse('no rule name, no Redis or a wrong one', [
  [
    { foo: 1 },
    'configuration: configures nothing; add rule_name, redis and one of global_threshold and rule_items',
  ],
  [
    withThreshold({ rule_name: undefined }),
    'rule_name: is missing or empty; name the rule; the name is part of its Redis keys, and rules of one name share their counters',
  ],
  [
    withThreshold({ rule_name: '' }),
    'rule_name: is missing or empty; name the rule; the name is part of its Redis keys, and rules of one name share their counters',
  ],
  [
    withThreshold({ rule_name: null }),
    'rule_name: is missing or empty; name the rule; the name is part of its Redis keys, and rules of one name share their counters',
  ],
  [withThreshold({ rule_name: {} }), 'rule_name: {} is not a text; write a text'],
  [withThreshold({ rule_name: ['r'] }), 'rule_name: ["r"] is not a text; write a text'],
  [
    withThreshold({ redis: undefined }),
    'redis: is missing; write redis: {service_name: NAME.dns} with the service of your Redis',
  ],
  [
    withThreshold({ redis: null }),
    'redis: is missing; write redis: {service_name: NAME.dns} with the service of your Redis',
  ],
  [
    withThreshold({ redis: 'redis.dns' }),
    'redis: "redis.dns" is not an object; write redis: {service_name: NAME.dns} with the service of your Redis',
  ],
  [
    withThreshold({ redis: [] }),
    'redis: [] is not an object; write redis: {service_name: NAME.dns} with the service of your Redis',
  ],
  [
    withThreshold({ redis: {} }),
    'redis.service_name: is missing or empty; write the service as the gateway knows it, e.g. redis.dns, redis.static or redis.ns.svc.cluster.local',
  ],
  [
    withThreshold({ redis: { service_name: '' } }),
    'redis.service_name: is missing or empty; write the service as the gateway knows it, e.g. redis.dns, redis.static or redis.ns.svc.cluster.local',
  ],
  [
    withThreshold({ redis: { service_name: null } }),
    'redis.service_name: is missing or empty; write the service as the gateway knows it, e.g. redis.dns, redis.static or redis.ns.svc.cluster.local',
  ],
  [
    withThreshold({ redis: { service_name: ['a'] } }),
    'redis.service_name: ["a"] is not a text; write a text',
  ],
  [
    withThreshold({ redis: { ...redis, service_port: -1 } }),
    'redis.service_port: -1 is not between 0 and 65535; write the port of the service, or leave it out',
  ],
  [
    withThreshold({ redis: { ...redis, service_port: 65536 } }),
    'redis.service_port: 65536 is not between 0 and 65535; write the port of the service, or leave it out',
  ],
  [
    withThreshold({ redis: { ...redis, service_port: 6379.5 } }),
    'redis.service_port: 6379.5 is not a whole number; write the port of the service, or leave it out',
  ],
  [
    withThreshold({ redis: { ...redis, service_port: 'redis' } }),
    'redis.service_port: "redis" is not a whole number; write the port of the service, or leave it out',
  ],
  [
    withThreshold({ redis: { ...redis, timeout: -1 } }),
    'redis.timeout: -1 is not between 0 and 3600000; write milliseconds, e.g. 1000',
  ],
  [
    withThreshold({ redis: { ...redis, timeout: '1s' } }),
    'redis.timeout: "1s" is not a whole number; write milliseconds, e.g. 1000',
  ],
  [
    withThreshold({ redis: { ...redis, timeout: 36e6 } }),
    'redis.timeout: 36000000 is not between 0 and 3600000; write milliseconds, e.g. 1000',
  ],
  [
    withThreshold({ redis: { ...redis, database: -1 } }),
    'redis.database: -1 is not between 0 and 2147483647; write the number of the database, e.g. 0',
  ],
  [
    withThreshold({ redis: { ...redis, database: true } }),
    'redis.database: true is not a whole number; write the number of the database, e.g. 0',
  ],
  [
    withThreshold({ redis: { ...redis, password: '${secret.redis.password}' } }),
    "redis.password: holds an unresolved reference ${secret.…}; create the Secret it names, in the gateway's namespace, with that key",
  ],
  [
    withThreshold({ redis: { ...redis, username: '${secret.ns/redis.user}' } }),
    "redis.username: holds an unresolved reference ${secret.…}; create the Secret it names, in the gateway's namespace, with that key",
  ],
  [withThreshold({ redis: { ...redis, password: {} } }), 'redis.password: {} is not a text; write a text'],
  [
    withThreshold({ redis: { ...redis, flush: 'later' } }),
    'redis.flush: "later" is not an object; write immediate, or {timeout_ms: 3, bytes: 1024}',
  ],
  [
    withThreshold({ redis: { ...redis, flush: { timeout_ms: -1 } } }),
    'redis.flush.timeout_ms: -1 is not between 0 and 60000; write milliseconds, e.g. 3',
  ],
  [
    withThreshold({ redis: { ...redis, flush: 5 } }),
    'redis.flush: 5 is not an object; write immediate, or {timeout_ms: 3, bytes: 1024}',
  ],
  [
    withThreshold({ redis: { ...redis, flush: { bytes: 1e9 } } }),
    'redis.flush.bytes: 1000000000 is not between 0 and 1048576; write a number of bytes, e.g. 1024',
  ],
]);

const duration = 'write a number and a unit (ms, s, m, h, d), e.g. 500ms';
const withBreaker = (breaker: unknown) => withThreshold({ redis: { ...redis, breaker } });
const withBounds = (bounds: object) => withThreshold({ redis: { ...redis, ...bounds } });

refuse('bounds of Redis that make no sense', [
  [withBreaker('on'), 'redis.breaker: "on" is not an object; write e.g. {failures: 5, open: 2s}'],
  [
    withBreaker({ failures: -1 }),
    'redis.breaker.failures: -1 is not between 0 and 1048576; write how many failures in a row open it, e.g. 5, or 0 for never',
  ],
  [withBreaker({ open: 2 }), `redis.breaker.open: 2 is not a duration; ${duration}`],
  [withBreaker({ open: '0ms' }), `redis.breaker.open: "0ms" is not between 1 and 3600000 ms; ${duration}`],
  [withBreaker({ window: '2h' }), `redis.breaker.window: "2h" is not between 1 and 3600000 ms; ${duration}`],
  [
    withBreaker({ error_rate: 50 }),
    'redis.breaker.error_rate: 50 is not a number from 0 to 1; write e.g. 0.5',
  ],
  [
    withBounds({ max_in_flight: 0 }),
    'redis.max_in_flight: 0 is not between 1 and 1048576; write a number of calls, e.g. 1024',
  ],
  [withBounds({ deadline: 50 }), `redis.deadline: 50 is not a duration; ${duration}`],
  [withBounds({ deadline: '2h' }), `redis.deadline: "2h" is not between 0 and 3600000 ms; ${duration}`],
  [
    withThreshold({ on_redis_error: 'retry' }),
    'on_redis_error: "retry" is no failure policy; write open (requests pass), closed (503) or local (each gateway counts for itself)',
  ],
  [withThreshold({ local_share: 33 }), 'local_share: 33 is not a number from 0 to 1; write e.g. 0.5'],
]);
