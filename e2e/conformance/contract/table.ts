import { DIFFERENCES } from './differences.ts';
import type { BenchName, Vector } from './vector.ts';
import { VECTORS } from './vectors/all.ts';

const BENCHES: readonly BenchName[] = ['scripted host', 'local gateway'];

/** The state of each vector on each gateway, as the test of the contract enforces it. */
export function contractDocument(): string {
  const counts = BENCHES.map((bench) => {
    const states = VECTORS.map((vector) => stateOf(vector, bench));
    const holding = states.filter((state) => state.startsWith(HOLDS)).length;
    const inPart = states.filter((state) => state.startsWith(AS_SEEN)).length;
    const part = inPart > 0 ? `, ${inPart} of them ${AS_SEEN.slice(HOLDS.length + 1)}` : '';
    return `${bench}: ${holding} of ${states.length} hold${part}`;
  });
  const rows = VECTORS.map((vector) => {
    const states = BENCHES.map((bench) => stateOf(vector, bench));
    return `| ${vector.number} | ${vector.title} | ${states.join(' | ')} |`;
  });
  return [
    '# The contract between a gateway and a plugin',
    '',
    'A plugin of a Higress gateway relies on what follows. Each line is a test (`e2e/conformance/contract`), made of one',
    'description of what to do and what to see, and run twice by the same probe plugin: on the scripted host that the tests',
    'of the release module use, and on the local gateway. This page is written by `npx tsx scripts/contract-table.ts`;',
    'a test fails when it is out of date. Each host is held to the statement, not to the other one; what the local gateway',
    'does otherwise stands in `differences.ts`, and a test fails when something is missing there or no longer true.',
    "`npx vitest run e2e/conformance -t 'vector 71'` tries one.",
    '',
    `${counts.join('; ')}.`,
    '',
    '| | statement | scripted host | local gateway |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## Where the local gateway differs',
    '',
    'It is upstream Envoy with a shim beside each plugin; these differences remain.',
    '',
    ...DIFFERENCES.map(({ number, reason }) => `- ${number}: ${reason}.`),
    '',
  ].join('\n');
}

const HOLDS = 'holds';
const AS_SEEN = `${HOLDS} as far as the plugin sees`;

function stateOf({ number, inexpressible, unwired }: Vector, bench: BenchName): string {
  const reason = inexpressible?.[bench];
  if (reason !== undefined) return `cannot be shown: ${reason}`;
  const differs = bench === 'local gateway' && DIFFERENCES.some((difference) => difference.number === number);
  if (differs) return '**differs**';
  const blindness = unwired?.[bench];
  return blindness === undefined ? HOLDS : `${AS_SEEN}: ${blindness}`;
}
