import { redis, withThreshold } from '../../support/configurations.ts';
import { refuse } from '../refusals.ts';

const oneWindow = 'add one of query_per_second, query_per_minute, query_per_hour, query_per_day';
const howMany = 'write how many requests may pass in the window, e.g. 100';

refuse('no limit or a wrong one', [
  [{ rule_name: 'r', redis }, 'configuration: limits nothing; add global_threshold or rule_items'],
  [
    withThreshold({ rule_items: [] }),
    'configuration: has both global_threshold and rule_items; keep one of them',
  ],
  [
    withThreshold({ rule_items: null }),
    'configuration: has both global_threshold and rule_items; keep one of them',
  ],
  [
    withThreshold({ global_threshold: null }),
    'global_threshold: is null; write a window and its requests, e.g. {query_per_minute: 100}',
  ],
  [withThreshold({ global_threshold: {} }), 'global_threshold: has no window; ' + oneWindow],
  [
    withThreshold({ global_threshold: 10 }),
    'global_threshold: 10 is not an object; write a window and its requests, e.g. {query_per_minute: 100}',
  ],
  [
    withThreshold({ global_threshold: [{ query_per_minute: 1 }] }),
    'global_threshold: [{"query_per_minute":1}] is not an object; write a window and its requests, e.g. {query_per_minute: 100}',
  ],
  [
    withThreshold({ global_threshold: { query_per_second: 1, query_per_minute: 2 } }),
    'global_threshold: has both query_per_second and query_per_minute; keep one; a further window takes a WasmPlugin of its own',
  ],
  [
    withThreshold({ global_threshold: { query_per_minute: 0 } }),
    'global_threshold.query_per_minute: 0 is not between 1 and 9007199254740991; ' + howMany,
  ],
  [
    withThreshold({ global_threshold: { query_per_minute: -5 } }),
    'global_threshold.query_per_minute: -5 is not between 1 and 9007199254740991; ' + howMany,
  ],
  [
    withThreshold({ global_threshold: { query_per_minute: 1.5 } }),
    'global_threshold.query_per_minute: 1.5 is not a whole number; ' + howMany,
  ],
  [
    withThreshold({ global_threshold: { query_per_minute: 'many' } }),
    'global_threshold.query_per_minute: "many" is not a whole number; ' + howMany,
  ],
  [
    withThreshold({ global_threshold: { query_per_minute: '' } }),
    'global_threshold.query_per_minute: "" is not a whole number; ' + howMany,
  ],
  [
    withThreshold({ global_threshold: { query_per_minute: null } }),
    'global_threshold.query_per_minute: is null; ' + howMany,
  ],
  [
    withThreshold({ global_threshold: { query_per_minute: 1e16 } }),
    'global_threshold.query_per_minute: 10000000000000000 is not between 1 and 9007199254740991; ' + howMany,
  ],
  [
    withThreshold({ global_threshold: { query_per_minute: 1e300 } }),
    'global_threshold.query_per_minute: 1e+300 is not a whole number; ' + howMany,
  ],
  [
    withThreshold({ global_threshold: { query_per_minute: true } }),
    'global_threshold.query_per_minute: true is not a whole number; ' + howMany,
  ],
  [
    withThreshold({ global_threshold: { query_per_minute: [5] } }),
    'global_threshold.query_per_minute: [5] is not a whole number; ' + howMany,
  ],
  [
    withThreshold({ global_threshold: { querry_per_minute: 5 } }),
    'global_threshold: has no window; ' + oneWindow,
  ],
  [
    withThreshold({ global_threshold: { query_per_minute: '99999999999999999999' } }),
    'global_threshold.query_per_minute: "99999999999999999999" is not a whole number; ' + howMany,
  ],
  [
    withThreshold({ global_threshold: { query_per_minute: '0x10' } }),
    'global_threshold.query_per_minute: "0x10" is not a whole number; ' + howMany,
  ],
]);
