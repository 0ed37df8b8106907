import { counterKey, everywhere, redis, type Scenario, send, sendAtOnce, threshold } from '../scenario.ts';

const minute = counterKey('global_threshold:60');
const second = counterKey('global_threshold:1');
const per = (window: string, requests: number) =>
  everywhere({ global_threshold: { [`query_per_${window}`]: requests } });

/** Counters: their windows, and what else may have happened to them. */
export const windows: Scenario[] = [
  {
    name: 'query_per_minute: a rejected request extends nothing',
    plugin: per('minute', 2),
    steps: [send({}, 2), redis('EXPIRE', minute, '30'), send({}, 3)],
  },
  { name: 'query_per_hour', plugin: per('hour', 1), steps: [send({}, 2)] },
  { name: 'query_per_day', plugin: per('day', 1), steps: [send({}, 2)] },
  {
    name: 'query_per_second: a window that is full',
    plugin: per('second', 5),
    steps: [redis('SET', second, '5', 'EX', '500'), send({}, 2)],
  },
  {
    name: 'query_per_second: a window ends by itself',
    plugin: per('second', 1),
    steps: [send({}), { do: 'await expiry', key: second }, send({}), { do: 'await expiry', key: second }],
  },
  {
    name: 'a limit beyond 32 bits',
    plugin: everywhere({
      global_threshold: { query_per_day: 9007199254740991 },
      show_limit_quota_header: true,
    }),
    steps: [redis('SET', counterKey('global_threshold:86400'), '9007199254740989', 'EX', '500'), send({}, 3)],
  },
  {
    name: 'a counter without expiry gets one',
    plugin: per('minute', 3),
    steps: [send({}), redis('PERSIST', minute), send({}, 3)],
  },
  {
    name: 'a counter that another program raised',
    plugin: everywhere(threshold(5, { show_limit_quota_header: true })),
    steps: [redis('SET', minute, '4', 'EX', '40'), send({}, 2), redis('SET', minute, '1000'), send({})],
  },
  {
    name: 'a counter that was removed',
    plugin: per('minute', 1),
    steps: [send({}, 2), redis('DEL', minute), send({}, 2)],
  },
  {
    name: 'a negative counter',
    plugin: per('minute', 1),
    steps: [redis('SET', minute, '-2'), send({}, 4)],
  },
  {
    name: 'a lower limit over an older counter',
    plugin: per('minute', 2),
    steps: [redis('SET', minute, '7', 'EX', '50'), send({}, 2)],
  },
  {
    name: 'many at once: exactly the limit passes',
    plugin: everywhere(threshold(20, { show_limit_quota_header: true })),
    steps: [sendAtOnce({}, 50)],
  },
  {
    name: 'many at once for a full counter: none passes',
    plugin: per('hour', 10),
    steps: [redis('SET', counterKey('global_threshold:3600'), '10', 'EX', '900'), sendAtOnce({}, 30)],
  },
];
