import { refuse, withKeys, withRange } from '../refusals.ts';

const first = 'rule_items[0].limit_keys[0]';
const re2 = '; write it in RE2 syntax';
const range = 'write an address or a range, e.g. 10.0.0.0/8 or 2001:db8::/32';
const howMany = 'write how many requests may pass in the window, e.g. 100';
const oneWindow = 'add one of query_per_second, query_per_minute, query_per_hour, query_per_day';

refuse('wrong limit_keys', [
  [withKeys({ query_per_minute: 1 }), first + '.key: is missing or empty; write the value that is limited'],
  [
    withKeys({ key: '', query_per_minute: 1 }),
    first + '.key: is missing or empty; write the value that is limited',
  ],
  [
    withKeys({ key: null, query_per_minute: 1 }),
    first + '.key: is missing or empty; write the value that is limited',
  ],
  [
    withKeys({ key: 'a', query_per_minute: 1 }),
    first + '.key: "a" is no pattern; write *, regexp:… or use limit_by_header for exact values',
  ],
  [withKeys({ key: '*' }), first + ': has no window; ' + oneWindow],
  [
    withKeys({ key: '*', query_per_minute: 1, query_per_day: 2 }),
    first +
      ': has both query_per_minute and query_per_day; keep one; a further window takes a WasmPlugin of its own',
  ],
  [
    withKeys({ key: 'regexp:(', query_per_minute: 1 }),
    first + '.key: "(" at character 1: missing closing ): `(`' + re2,
  ],
  [
    withKeys({ key: 'regexp:[a-', query_per_minute: 1 }),
    first + '.key: "[a-" at character 1: missing closing ]: `[a-`' + re2,
  ],
  [
    withKeys({ key: 'regexp:(?=a)', query_per_minute: 1 }),
    first + '.key: "(?=a)" at character 1: invalid or unsupported Perl syntax: `(?=`' + re2,
  ],
  [
    withKeys({ key: 'regexp:a**', query_per_minute: 1 }),
    first + '.key: "a**" at character 2: invalid nested repetition operator: `**`' + re2,
  ],
  [
    withKeys({ key: 'regexp:\\pL', query_per_minute: 1 }),
    first +
      '.key: "\\\\pL" at character 1: Unicode classes are not supported, write ranges such as [\\x{4E00}-\\x{9FFF}]: `\\pL`' +
      re2,
  ],
  [
    withKeys({ key: 'regexp:a{1001}', query_per_minute: 1 }),
    first + '.key: "a{1001}" at character 2: invalid repeat count: `{1001}`' + re2,
  ],
  [
    withKeys({ key: 'regexp:(a{1000}){1000}', query_per_minute: 1 }),
    first + '.key: "(a{1000}){1000}" at character 10: invalid repeat count: `{1000}`' + re2,
  ],
  [
    withKeys({ key: 'regexp:\\1', query_per_minute: 1 }),
    first + '.key: "\\\\1" at character 1: invalid escape sequence: `\\1`' + re2,
  ],
  [
    withKeys({ key: 'regexp:' + 'a'.repeat(20000), query_per_minute: 1 }),
    first +
      '.key: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa… at character 1: expression longer than 10000 characters: ``' +
      re2,
  ],
  [withKeys({ key: ['a'], query_per_minute: 1 }), first + '.key: ["a"] is not a text; write a text'],
  [
    withKeys({ key: '*', query_per_minute: -1 }, { key: 'regexp:)', query_per_second: 0 }),
    [
      first + '.query_per_minute: -1 is not between 1 and 9007199254740991; ' + howMany,
      'rule_items[0].limit_keys[1].query_per_second: 0 is not between 1 and 9007199254740991; ' + howMany,
      'rule_items[0].limit_keys[1].key: ")" at character 1: unexpected ): `)`' + re2,
    ],
  ],
  [
    withKeys({ key: 'regexp:a\\', query_per_minute: 1 }),
    first + '.key: "a\\\\" at character 2: trailing backslash at end of expression: `\\`' + re2,
  ],
  [
    withRange('10.0.0.0/33'),
    first + '.key: "10.0.0.0/33": the prefix length must be a number from 0 to 32; ' + range,
  ],
  [withRange('10.0.0'), first + '.key: "10.0.0": not an IP address or CIDR range; ' + range],
  [
    withRange('::1/129'),
    first + '.key: "::1/129": the prefix length must be a number from 0 to 128; ' + range,
  ],
  [
    withRange('10.0.0.0/'),
    first + '.key: "10.0.0.0/": the prefix length must be a number from 0 to 32; ' + range,
  ],
  [
    withRange('::ffff:1.2.3.4/24'),
    first + '.key: "::ffff:1.2.3.4/24": the prefix length must be a number from 96 to 128; ' + range,
  ],
  [withRange('localhost'), first + '.key: "localhost": not an IP address or CIDR range; ' + range],
]);
