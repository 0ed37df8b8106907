import { configurationOf } from '../plugin-script.ts';
import { ask, type Vector } from '../vector.ts';

const sizeOf = (script: string): number => JSON.stringify(configurationOf(script)).length;
const COUNTING = 'request_headers metric 0 fresh';

/** Life of roots, streams and VMs. */
export const lifecycleVectors: readonly Vector[] = [
  {
    number: 41,
    title: 'a root is created, started, configured',
    steps: [
      {
        load: 'probe',
        script: 'configure log 2 hello',
        expect: {
          told: [
            'context_create root',
            'vm_start root,0',
            `configure root,${sizeOf('configure log 2 hello')}`,
            'hello',
          ],
        },
      },
    ],
  },
  {
    number: 42,
    title: 'a new configuration is a new root, the old one ends after its streams',
    steps: [
      { load: 'probe', script: 'request_headers return 4' },
      { begin: {}, expect: { told: ['request_headers stream,1'] } },
      {
        load: 'probe',
        script: 'log log 2 new',
        expect: {
          told: ['context_create root', 'vm_start root,0', `configure root,${sizeOf('log log 2 new')}`],
        },
      },
      {
        finish: true,
        expect: { told: ['log stream', 'done stream', 'delete stream', 'done root', 'delete root'] },
      },
    ],
  },
  {
    number: 43,
    title: 'a refused configuration leaves the old one serving',
    steps: [
      { load: 'probe', script: 'request_headers set 0 x old' },
      {
        load: 'probe',
        script: 'configure log 4 no%20such%20field; configure return 0',
        refused: /no such field/,
      },
      { ask: {}, expect: { upstream: { headers: { x: 'old' } } } },
    ],
  },
  ask(
    44,
    'a stream ends with log, done, delete',
    {},
    { told: ['log stream', 'done stream', 'delete stream'] },
  ),
  {
    number: 45,
    title: 'a stream that goes on is not logged',
    steps: [
      {
        begin: { body: ['half'], client: 'open' },
        expect: { told: ['request_body stream,4,0'], untold: ['log', 'done'] },
      },
      { finish: true, expect: { told: ['log stream', 'done stream', 'delete stream'] } },
    ],
  },
  {
    number: 46,
    title: 'a request refused before this filter is only created, logged and deleted',
    steps: [
      {
        malformed: true,
        expect: {
          told: ['context_create stream', 'log stream', 'done stream', 'delete stream'],
          untold: ['request_', 'response_'],
        },
      },
    ],
  },
  {
    number: 47,
    title: 'response callbacks of a context never created are skipped',
    steps: [
      { malformed: true, expect: { told: ['log stream'], untold: ['response_headers', 'response_body'] } },
    ],
  },
  {
    number: 48,
    title: 'a root that is not done yet waits for proxy_done',
    steps: [
      { load: 'probe', script: 'configure every 100; done return 0; tick done' },
      { pauseMs: 300, expect: { told: ['tick root', 'done = 1'] } },
      {
        load: 'probe',
        pauseMs: 300,
        expect: { told: ['done root', 'tick root', 'done = 0', 'delete root'] },
      },
    ],
  },
  {
    number: 49,
    title: 'a trap answers 503 when failing closed, is invisible when failing open',
    steps: [
      { load: 'probe', failStrategy: 'FAIL_CLOSE' },
      {
        ask: { script: 'request_headers trap' },
        expect: { upstream: 'nothing', downstream: { status: 503, body: '' } },
      },
      { load: 'probe', failStrategy: 'FAIL_OPEN' },
      {
        ask: { script: 'request_headers trap' },
        expect: { upstream: { path: '/' }, downstream: { status: 200 } },
      },
    ],
  },
  {
    number: 50,
    title: 'after a trap and a pause a fresh VM has the same configuration and none of the memory',
    isRaw: true,
    steps: [
      { load: 'probe', script: COUNTING, failStrategy: 'FAIL_CLOSE' },
      { ask: {}, expect: { told: ['metric 0 fresh = 0 4'] } },
      { ask: {}, expect: { told: ['metric 0 fresh = 0 8'] } },
      { ask: { script: 'request_headers trap' }, expect: { downstream: { status: 503 } } },
      // A VM comes back after up to a second.
      { pauseMs: 5000, expect: {} },
      {
        ask: {},
        expect: {
          told: [`configure 1,${sizeOf(COUNTING)}`, 'metric 0 fresh = 0 4'],
          downstream: { status: 200 },
        },
      },
    ],
  },
  {
    number: 51,
    title: 'two configurations of one binary are two roots of one VM, other binaries have their own',
    isRaw: true,
    steps: [
      { load: 'one', script: 'request_headers metric 0 shared' },
      { load: 'two', script: 'response_headers metric 0 shared' },
      { load: 'three', module: 'other probe', script: 'log metric 0 shared' },
      // Ids of metrics are counted by the VM.
      {
        ask: {},
        expect: { told: ['metric 0 shared = 0 4', 'metric 0 shared = 0 8', 'metric 0 shared = 0 4'] },
      },
    ],
  },
];
