import { withThreshold } from '../../support/configurations.ts';
import { refuse, type Refusal } from '../refusals.ts';

const full = JSON.stringify(withThreshold());

/** Where the reader stopped, and why. */
const syntax: Refusal[] = [
  [full.slice(0, 1), 'line 1, column 2: unexpected end of input, expected a name in double quotes or "}"'],
  [full.slice(0, 10), 'line 1, column 2: this string is not closed, expected a second double quote'],
  [full.slice(0, 20), 'line 1, column 18: this string is not closed, expected a second double quote'],
  [full.slice(0, 40), 'line 1, column 41: unexpected end of input, expected ":"'],
  [full.slice(0, -1), 'line 1, column 97: unexpected end of input, expected "," or "}"'],
  [full.slice(0, full.indexOf('10') + 1), 'line 1, column 95: unexpected end of input, expected "," or "}"'],
  ['{"rule_name":"r', 'line 1, column 14: this string is not closed, expected a second double quote'],
  [full + '}', 'line 1, column 98: unexpected "}", expected the end of the document'],
  [full + full, 'line 1, column 98: unexpected "{", expected the end of the document'],
  [' ', 'line 1, column 2: unexpected end of input, expected a value'],
  ['{a:1}', 'line 1, column 2: unexpected "a", expected a name in double quotes or "}"'],
  ["{'a':1}", 'line 1, column 2: unexpected "\'", expected a name in double quotes or "}"'],
  ['{"a":1,}', 'line 1, column 8: unexpected "}", expected a name in double quotes'],
  ['{"a":01}', 'line 1, column 6: leading zero in a number, expected none'],
  ['{"a":NaN}', 'line 1, column 6: unexpected "NaN", expected a value'],
  ['{"a":1 "b":2}', 'line 1, column 8: unexpected "\\"", expected "," or "}"'],
  ['{"a":tru}', 'line 1, column 6: unexpected "tru", expected a value'],
  ['// c\n{}', 'line 1, column 1: unexpected "/", expected a value'],
  ['{"rule_name":"a\nb"}', 'line 1, column 16: control character in a string, expected its escape \\u000a'],
  [
    '{"a":"\\x"}',
    'line 1, column 7: unknown escape: a backslash before "x", expected one of " \\ / b f n r t u',
  ],
  ['{"a":"\\ud800"}', 'line 1, column 7: lone surrogate \\ud800, expected a pair of a high and a low one'],
  ['{"a":"\\udc00x"}', 'line 1, column 7: lone surrogate \\udc00, expected a pair of a high and a low one'],
  [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'line 1, column 3: bytes that are not UTF-8'],
  [
    Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
    'line 1, column 1: starts with a byte order mark (U+FEFF), expected UTF-8 without one',
  ],
  ['{"a":1,"a":2}', 'line 1, column 8: duplicate name "a"'],
  ['{"a":{"b":1,"b":1}}', 'line 1, column 13: duplicate name "b"'],
  [
    '{"a":' + '['.repeat(10000) + ']'.repeat(10000) + '}',
    'line 1, column 69: more than 64 levels of nesting',
  ],
  ['['.repeat(10000), 'line 1, column 65: more than 64 levels of nesting'],
  ['{"a":1e999}', 'line 1, column 6: this number is too large for a 64-bit float'],
  [
    Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
    'line 1, column 7: bytes that are not UTF-8',
  ],
  ['{"a":[' + '1,'.repeat(70000) + '1]}', 'line 1, column 65539: more than 32768 values'],
  [
    Buffer.from('{}', 'utf16le'),
    'line 1, column 2: unexpected \\u0000, expected a name in double quotes or "}"',
  ],
  ['rule_name: r\n', 'line 1, column 1: unexpected "rule", expected a value'],
  ['\0', 'line 1, column 1: unexpected \\u0000, expected a value'],
  ['{"a":"\t"}', 'line 1, column 7: control character in a string, expected its escape \\u0009'],
];

refuse(
  'what is not JSON',
  syntax.map(([text, place]) => [text, `configuration: ${String(place)}; mend the JSON`]),
);

refuse('what is no object, or endless', [
  ['null', 'configuration: null is not an object; write fields such as rule_name and redis'],
  ['[]', 'configuration: [] is not an object; write fields such as rule_name and redis'],
  ['"x"', 'configuration: "x" is not an object; write fields such as rule_name and redis'],
  ['42', 'configuration: 42 is not an object; write fields such as rule_name and redis'],
  [
    full.slice(0, -1) + ',"x":"' + 'y'.repeat(5 << 20) + '"}',
    'configuration: is 5242984 bytes long; keep it under 1048576, e.g. with patterns in place of long lists',
  ],
]);
