import type { Check, Defect } from './defect.ts';
import { onScriptedHost } from './on-scripted-host.ts';

const inSuite = (file: string, test: string): Check => ({ file: `e2e/suites/${file}.test.ts`, test });

/** The same mistakes, found by suites on a real gateway. */
export const onGateway: readonly Defect[] = [
  {
    ...defectNamed('status 1 in place of 4 while Redis is asked: the body takes the headers with it'),
    caughtBy: inSuite(
      'rate-limit',
      'the configuration of cluster-key-rate-limit a rejected request never reaches',
    ),
    says: /FAIL .* a rejected request never reaches the origin, and its body is not waited for\nAssertionError/,
  },
  {
    ...defectNamed('two commands in one call'),
    caughtBy: inSuite('redis-budget', 'what a request costs Redis an allowed request costs one command'),
    says: /2 commands in one call \(EVALSHA .*\): the extra replies would go to other calls/,
  },
  {
    ...defectNamed('a trap in the callback of a lost connection'),
    caughtBy: inSuite('redis-failures', 'when Redis fails killed: requests pass'),
    says: /proxy_on_http_call_response failed: Uncaught RuntimeError: unreachable/,
  },
];

function defectNamed(name: string): Defect {
  const defect = onScriptedHost.find((each) => each.name === name);
  if (defect === undefined) throw new RangeError(`no defect "${name}"`);
  return defect;
}
