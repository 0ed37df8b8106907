import { withThreshold } from '../../support/configurations.ts';
import { refuse, withRule } from '../refusals.ts';

const whole = withThreshold();
const nowhere =
  '_rules_[0]: says nothing about where it applies; ' +
  'add _match_route_, _match_domain_, _match_service_ or _match_route_prefix_';

refuse('wrong _rules_', [
  [{ _rules_: [] }, '_rules_: is empty; add a rule, or a configuration beside it'],
  [{ _rules_: null }, '_rules_: is empty; add a rule, or a configuration beside it'],
  [{ _rules_: 'x' }, '_rules_[0]: "x" is not an object; write the fields of the entry'],
  [withRule({}), nowhere],
  [withRule(whole), nowhere],
  [withRule({ ...whole, _match_route_: [] }), nowhere],
  [withRule({ ...whole, _match_route_: [''] }), nowhere],
  [
    withRule({ ...whole, _match_route_: [1] }),
    '_rules_[0]._match_route_[0]: 1 is not a text; put it in quotes',
  ],
  [
    withRule({ ...whole, _match_route_: {} }),
    '_rules_[0]._match_route_[0]: {} is not a text; put it in quotes',
  ],
  [
    withRule({ _match_route_: ['r'], rule_name: 'r' }),
    [
      '_rules_[0].redis: is missing; write redis: {service_name: NAME.dns} with the service of your Redis',
      '_rules_[0]: limits nothing; add global_threshold or rule_items',
    ],
  ],
  [
    withRule({ _match_route_: ['r'], foo: 1 }),
    '_rules_[0]: configures nothing; add rule_name, redis and one of global_threshold and rule_items',
  ],
  [
    withRule({ ...whole, _match_route_: ['r'], global_threshold: { query_per_minute: 0 } }),
    '_rules_[0].global_threshold.query_per_minute: 0 is not between 1 and 9007199254740991; write how many requests may pass in the window, e.g. 100',
  ],
  [
    {
      _rules_: [
        { ...whole, _match_route_: ['a'] },
        { ...whole, _match_route_: ['b'], redis: {} },
      ],
    },
    '_rules_[1].redis.service_name: is missing or empty; write the service as the gateway knows it, e.g. redis.dns, redis.static or redis.ns.svc.cluster.local',
  ],
  [withRule('x'), '_rules_[0]: "x" is not an object; write the fields of the entry'],
  [withRule(null), '_rules_[0]: null is not an object; write the fields of the entry'],
  [
    { _rules_: [], ...whole, rule_name: '' },
    'rule_name: is missing or empty; name the rule; the name is part of its Redis keys, and rules of one name share their counters',
  ],
]);
