import type { Step, Vector } from '../vector.ts';

const ABI = '(func (export "proxy_abi_version_0_2_100"))';
const MALLOC = '(func (export "malloc") (param i32) (result i32) (i32.const 1024))';
const MEMORY = '(memory (export "memory") 1)';
const STOPPING = `${MEMORY} ${MALLOC}
  (func (export "proxy_on_request_headers") (param i32 i32 i32) (result i32) (i32.const 1))`;

const load = (text: string, refused?: RegExp): Step => ({
  load: 'module',
  module: { text: `(module ${text})` },
  ...(refused && { refused }),
});
const refusal = (number: number, title: string, text: string, refused: RegExp): Vector => ({
  number,
  title,
  steps: [load(text, refused)],
});

const start = (call: string) => `
  (import "env" "proxy_log" (func $log (param i32 i32 i32) (result i32)))
  (import "env" "proxy_set_tick_period_milliseconds" (func $tick (param i32) (result i32)))
  (import "env" "proxy_get_property" (func $property (param i32 i32 i32 i32) (result i32)))
  ${ABI} ${MEMORY} ${MALLOC} (data (i32.const 8) "started") (func (export "_start") ${call})`;

/** ABI and linking. */
export const linkVectors: readonly Vector[] = [
  refusal(1, 'a module that names no ABI version is refused', `${MEMORY} ${MALLOC}`, /proxy_abi_version/),
  {
    number: 2,
    title: 'of two ABI versions the first in the export section counts',
    // Under 0_2_1 status 1 stops the body too, which under 0_2_100 takes the headers with it.
    steps: [
      load(`(func (export "proxy_abi_version_0_2_1")) ${ABI} ${STOPPING}`),
      { ask: { body: ['chunk'] }, expect: { upstream: 'nothing' } },
      load(`${ABI} (func (export "proxy_abi_version_0_2_1")) ${STOPPING}`),
      { ask: { body: ['chunk'] }, expect: { upstream: { body: 'chunk' } } },
    ],
  },
  refusal(
    3,
    'an import the ABI version does not offer is refused by name',
    `(import "env" "proxy_clear_route_cache" (func (result i32))) ${ABI} ${MEMORY} ${MALLOC}`,
    /proxy_clear_route_cache/,
  ),
  refusal(
    4,
    'an import of the wrong type is refused by name',
    `(import "env" "proxy_increment_metric" (func (param i32 i32) (result i32))) ${ABI} ${MEMORY} ${MALLOC}`,
    /proxy_increment_metric/,
  ),
  refusal(5, 'a module without an allocator is refused', `${ABI} ${MEMORY}`, /malloc/),
  refusal(
    6,
    'a callback of the wrong type is refused by name',
    `${ABI} ${MEMORY} ${MALLOC}
     (func (export "proxy_on_request_headers") (param i32 i32) (result i32) (i32.const 0))`,
    /proxy_on_request_headers/,
  ),
  {
    number: 7,
    title: 'while the module starts it may log, and any other hostcall fails its VM',
    steps: [
      {
        ...load(start('(drop (call $log (i32.const 2) (i32.const 8) (i32.const 7)))')),
        expect: { told: ['started'] },
      },
      load(
        start('(drop (call $property (i32.const 8) (i32.const 2) (i32.const 16) (i32.const 20)))'),
        /restricted|get_property/i,
      ),
      load(start('(drop (call $tick (i32.const 1000)))'), /restricted|set_tick/i),
    ],
  },
  {
    number: 8,
    title: 'a missing callback continues',
    steps: [
      load(`${ABI} ${MEMORY} ${MALLOC}`),
      {
        ask: { body: ['b'], trailers: { t: '1' }, response: { body: ['answer'], trailers: { u: '2' } } },
        expect: {
          upstream: { body: 'b', trailers: { t: '1' } },
          downstream: { status: 200, body: 'answer', trailers: { u: '2' } },
        },
      },
    ],
  },
];
