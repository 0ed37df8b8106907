import { withThreshold } from '../../support/configurations.ts';
import { refuse } from '../refusals.ts';

refuse('a wrong answer or policy', [
  [
    withThreshold({ rejected_code: 99 }),
    'rejected_code: 99 is not between 200 and 599; write an HTTP status, e.g. 429',
  ],
  [
    withThreshold({ rejected_code: 600 }),
    'rejected_code: 600 is not between 200 and 599; write an HTTP status, e.g. 429',
  ],
  [
    withThreshold({ rejected_code: 'teapot' }),
    'rejected_code: "teapot" is not a whole number; write an HTTP status, e.g. 429',
  ],
  [
    withThreshold({ rejected_code: 429.5 }),
    'rejected_code: 429.5 is not a whole number; write an HTTP status, e.g. 429',
  ],
  [withThreshold({ rejected_msg: {} }), 'rejected_msg: {} is not a text; write a text'],
  [
    withThreshold({ show_limit_quota_header: 'yes' }),
    'show_limit_quota_header: "yes" is not true or false; write true or false',
  ],
  [
    withThreshold({ show_limit_quota_header: 1 }),
    'show_limit_quota_header: 1 is not true or false; write true or false',
  ],
  [withThreshold({ shadow: [] }), 'shadow: [] is not true or false; write true or false'],
  [
    withThreshold({ on_redis_error: 'ignore' }),
    'on_redis_error: "ignore" is no failure policy; write open (requests pass), closed (503) or local (each gateway counts for itself)',
  ],
  [
    withThreshold({ on_redis_error: true }),
    'on_redis_error: "true" is no failure policy; write open (requests pass), closed (503) or local (each gateway counts for itself)',
  ],
  [withThreshold({ on_redis_error: {} }), 'on_redis_error: {} is not a text; write a text'],
]);
