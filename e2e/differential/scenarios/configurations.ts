import { everywhere, limitBy, rule, type Scenario, send, threshold } from '../scenario.ts';

/** What is said about a configuration, and whether it is taken. */
export const configurations: Scenario[] = [
  {
    name: 'refused: two windows in one limit',
    plugin: everywhere({ global_threshold: { query_per_minute: 1, query_per_hour: 2 } }),
    steps: [],
  },
  {
    name: 'refused: limits nothing, and has a status that does not exist',
    plugin: everywhere({ rejected_code: 1000 }),
    steps: [],
  },
  {
    name: 'refused: a pattern that is none, in one of several rules',
    plugin: {
      matchRules: [
        { ingress: ['orders'], config: rule(threshold(1)) },
        { ingress: ['goods'], config: rule({ rule_items: [limitBy('per_header', 'a', { 'regexp:(': 1 })] }) },
      ],
    },
    steps: [],
  },
  {
    name: 'warned: a field that means nothing',
    plugin: everywhere(threshold(1, { rejected_cod: 403 })),
    steps: [send({}, 2)],
  },
  {
    name: 'warned: two sources in one item',
    plugin: everywhere({
      rule_items: [{ limit_by_header: 'a', ...limitBy('param', 'k', { x: 1 }) }],
    }),
    steps: [send({ path: '/?k=x', headers: { a: 'x' } }, 2)],
  },
];
