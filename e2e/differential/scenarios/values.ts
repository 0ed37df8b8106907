import { everywhere, limitBy, type Scenario, send } from '../scenario.ts';

const by = (kind: string, source: string, limits: Record<string, number>) =>
  everywhere({ rule_items: [limitBy(kind, source, limits)] });
const header = (name: string, ...values: string[]) => ({ headers: { [name]: values } });
const query = (text: string) => ({ path: `/?${text}` });

/** What a request is counted by: headers, parameters, cookies, consumers. */
export const values: Scenario[] = [
  {
    name: 'limit_by_header: listed values, others, none',
    plugin: by('header', 'x-api-key', { alice: 2, bob: 1 }),
    steps: [
      send(header('x-api-key', 'alice'), 4),
      send(header('X-API-KEY', 'bob'), 2),
      send(header('x-api-key', 'Alice'), 2),
      send({}, 2),
    ],
  },
  {
    name: 'limit_by_header: * is for every value that is not listed',
    plugin: by('header', 'x-api-key', { '*': 1, alice: 2 }),
    steps: [send(header('x-api-key', 'alice'), 3), send(header('x-api-key', 'b'), 2), send({}, 2)],
  },
  {
    name: 'limit_by_header: an empty value, and one with spaces around it',
    plugin: by('header', 'x-api-key', { '*': 1, a: 2 }),
    steps: [send(header('x-api-key', ''), 2), send(header('x-api-key', '  a\t'), 3)],
  },
  {
    name: 'limit_by_header: of several lines the first counts',
    plugin: by('header', 'x-api-key', { a: 1, b: 2 }),
    steps: [send(header('x-api-key', 'a', 'b'), 2), send(header('x-api-key', 'b', 'a'), 2)],
  },
  {
    name: 'limit_by_header: the host',
    plugin: by('header', ':authority', { 'shop.example': 1, 'shop.example:8080': 2 }),
    steps: [send({}, 2), send({ host: 'shop.example:8080' }, 3)],
  },
  {
    name: 'limit_by_per_header: * counts each value by itself',
    plugin: by('per_header', 'x-user', { '*': 1 }),
    steps: [send(header('x-user', 'a'), 2), send(header('x-user', 'b'), 2), send(header('x-user', 'A'))],
  },
  {
    name: 'limit_by_per_header: the first pattern that matches decides',
    plugin: by('per_header', 'x-user', { 'regexp:^vip-': 3, 'regexp:[0-9]$': 2, '*': 1 }),
    steps: [
      send(header('x-user', 'vip-7'), 4),
      send(header('x-user', 'guest7'), 3),
      send(header('x-user', 'guest'), 2),
    ],
  },
  {
    name: 'limit_by_per_header: patterns only, with classes, groups and flags',
    plugin: by('per_header', 'x-user', { 'regexp:(?i)^(foo|b[ae]r)\\d{2,3}$': 1 }),
    steps: ['FOO12', 'bar123', 'bor12', 'foo1234'].map((user) => send(header('x-user', user), 2)),
  },
  {
    name: 'limit_by_per_header: a value of 3000 bytes has a short key',
    plugin: by('per_header', 'x-user', { '*': 1 }),
    steps: [send(header('x-user', 'u'.repeat(3000)), 2), send(header('x-user', 'u'.repeat(3001)))],
  },
  {
    name: 'limit_by_param: compared decoded',
    plugin: by('param', 'apikey', { 'a b/ü': 2 }),
    steps: [send(query('x=1&apikey=a%20b%2F%C3%BC')), send(query('apikey=a+b/%c3%bc'), 2)],
  },
  {
    name: 'limit_by_param: broken escapes',
    plugin: by('param', 'k', { '*': 1, '%zz': 2 }),
    steps: ['k=%zz', 'k=%', 'k=%4', 'k=a%00b'].map((text) => send(query(text), 2)),
  },
  {
    name: 'limit_by_param: given twice, empty, without a value, absent',
    plugin: by('param', 'k', { '*': 1 }),
    steps: ['k=1&k=2', 'k=', 'k', 'K=1', 'kk=1', ''].map((text) => send(query(text), 2)),
  },
  {
    name: 'limit_by_param: other separators, a name that is escaped, a second question mark',
    plugin: by('param', 'k', { '*': 1 }),
    steps: ['a=1;k=2', '%6b=3', 'a=1?k=4', '&&k=5&&', 'k==6'].map((text) => send(query(text), 2)),
  },
  {
    name: 'limit_by_per_param: a pattern leaves other values alone',
    plugin: by('per_param', 'id', { 'regexp:^[0-9]{2,}$': 1 }),
    steps: ['id=42', 'id=7', 'id=%34%32', 'id=007'].map((text) => send(query(text), 2)),
  },
  {
    name: 'limit_by_per_param: each value by itself',
    plugin: by('per_param', 'id', { '*': 2 }),
    steps: ['id=a', 'id=b', 'id=a+b', 'id=a%20b', 'id='].map((text) => send(query(text), 3)),
  },
  {
    name: 'limit_by_cookie: one among others',
    plugin: by('cookie', 'session', { s1: 2 }),
    steps: ['theme=dark; session=s1; x=y', 'session=s1', 'mysession=s1', 'Session=s1', 'session=s2'].map(
      (text) => send(header('cookie', text), 2),
    ),
  },
  {
    name: 'limit_by_per_cookie: quotes, spaces, empty values, names twice',
    plugin: by('per_cookie', 'sid', { '*': 1 }),
    steps: ['sid="a"', 'other=1;sid=b', 'sid = c', 'sid=', 'sid', 'sid=d; sid=e', ';;sid=f;'].map((text) =>
      send(header('cookie', text), 2),
    ),
  },
  {
    name: 'limit_by_per_cookie: in the second of two headers',
    plugin: by('per_cookie', 'sid', { '*': 1 }),
    steps: [send(header('cookie', 'a=1', 'sid=b'), 2)],
  },
  {
    name: 'limit_by_consumer: who the authentication plugins say it is',
    plugin: by('consumer', '', { alice: 2 }),
    steps: [send(header('x-mse-consumer', 'alice'), 3), send(header('x-mse-consumer', 'bob'), 2), send({})],
  },
  {
    name: 'limit_by_per_consumer: each by itself',
    plugin: by('per_consumer', '', { 'regexp:^team-a/': 2, '*': 1 }),
    steps: ['team-a/x', 'team-a/y', 'z'].map((name) => send(header('x-mse-consumer', name), 3)),
  },
  {
    name: 'rule_items: the first that applies decides',
    plugin: everywhere({
      rule_items: [
        limitBy('header', 'x-api-key', { alice: 1 }),
        limitBy('per_header', 'x-api-key', { 'regexp:^b': 2 }),
        limitBy('per_param', 'user', { '*': 3 }),
      ],
    }),
    steps: ['alice', 'bob', 'carol'].map((key) =>
      send({ ...query('user=u'), ...header('x-api-key', key) }, 4),
    ),
  },
];
