import type { Check, Defect } from './defect.ts';
import { onScriptedHost } from './on-scripted-host.ts';

const inSuite = (file: string, test: string): Check => ({ file: `e2e/suites/${file}.test.ts`, test });

const LIMITS = 'the configuration of cluster-key-rate-limit';
const UNUSUAL = 'when Redis answers late, wrong or not as usual';
const ALLOWED = inSuite('rate-limit', `${LIMITS} an allowed request goes on`);
const REJECTED = inSuite('rate-limit', `${LIMITS} a rejected request never reaches the origin`);

/** Mistakes that suites on a real gateway find, some of them the same as on the scripted host. */
export const onGateway: readonly Defect[] = [
  {
    ...defectNamed('status 1 in place of 4 while Redis is asked: the body takes the headers with it'),
    caughtBy: REJECTED,
    says: /requests that reached the origin: expected \[ 'GET', 'POST' \] to deeply equal \[ 'GET' \]/,
  },
  {
    name: 'Redis is asked when the whole body is there',
    file: 'index.ts',
    find: '  const status = onRequestHeaders(id);\n  leave();\n  return status;\n}\n',
    replace:
      '  const status: u32 = _endOfStream ? onRequestHeaders(id) : 1;\n  leave();\n  return status;\n}\n' +
      'export function proxy_on_request_body(id: u32, _size: u32, endOfStream: u32): u32 {\n' +
      '  enter();\n  if (endOfStream) onRequestHeaders(id);\n  leave();\n  return 1;\n}\n',
    caughtBy: REJECTED,
    says: /the answer before the body has ended: expected 'waiting' to be 429/,
  },
  {
    name: 'a request that waits is never continued',
    file: 'plugin/stream.ts',
    find: '  continueStream(exchange.phase == Phase.Request',
    replace: '  if (exchange.phase == Phase.Response) continueStream(exchange.phase == Phase.Request',
    caughtBy: ALLOWED,
    says: /the answer to an allowed request: expected undefined to be 200/,
  },
  {
    ...defectNamed('two commands in one call'),
    caughtBy: inSuite('redis-budget', 'what a request costs Redis an allowed request costs one command'),
    says: /2 commands in one call \(EVALSHA .*\): the extra replies would go to other calls/,
  },
  {
    name: 'a failure under policy closed lets the request pass',
    file: 'plugin/pipeline.ts',
    find: 'if (section.failurePolicy == FailurePolicy.Closed) {',
    replace: 'if (section.failurePolicy == FailurePolicy.Closed && false) {',
    caughtBy: inSuite('redis-failures', `${UNUSUAL} with on_redis_error: closed`),
    says: /requests get 503 until Redis answers again\nAssertionError.*- +"status": 503,.*\+ +"status": 200,/s,
  },
  {
    ...defectNamed('calls in flight that are never counted down'),
    caughtBy: inSuite('rate-limit', `${LIMITS} redis.max_in_flight bounds the calls that wait`),
    says: /one after the other they got 200, 200, 200, 200: expected .* to deeply equal/,
  },
  {
    ...defectNamed('a trap in the callback of a lost connection'),
    caughtBy: inSuite('redis-failures', `${UNUSUAL} with on_redis_error: closed`),
    says: /proxy_on_http_call_response failed: Uncaught RuntimeError: unreachable/,
  },
];

function defectNamed(name: string): Defect {
  const defect = onScriptedHost.find((each) => each.name === name);
  if (defect === undefined) throw new RangeError(`no defect "${name}"`);
  return defect;
}
