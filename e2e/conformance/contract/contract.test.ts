import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { found } from '../../../scripts/provision/absence.ts';
import { provideEnvoy } from '../../../scripts/provision/envoy.ts';
import { run } from './bench.ts';
import { DIFFERENCES, judge } from './differences.ts';
import { GatewayBench } from './gateway-bench.ts';
import { ScriptedBench } from './scripted-bench.ts';
import { needsWire } from './seen.ts';
import type { BenchName, Vector } from './vector.ts';
import { VECTORS } from './vectors/all.ts';

const VECTOR_COUNT = 81;
const VECTOR_TIMEOUT_MS = 90_000;
const SCRIPTED = 'scripted host';

test('the vectors are those of the contract, each once', () => {
  expect(VECTORS.map(({ number }) => number)).toEqual(Array.from({ length: VECTOR_COUNT }, (_, i) => i + 1));
  const numbers = new Set(VECTORS.map(({ number }) => number));
  expect(DIFFERENCES.filter(({ number }) => !numbers.has(number))).toEqual([]);
  expect(new Set(DIFFERENCES.map(({ number }) => number)).size).toBe(DIFFERENCES.length);
});

test('where nothing goes over a wire, what is asked of it has its reason to be passed over', () => {
  const isAsked = ({ steps }: Vector) => steps.some(({ expect = {} }) => needsWire(expect));
  const silent = VECTORS.filter((vector) => {
    const { inexpressible, unwired } = vector;
    const reasons = [inexpressible?.[SCRIPTED], unwired?.[SCRIPTED]].filter((reason) => reason !== undefined);
    return isAsked(vector) ? reasons.length !== 1 : unwired !== undefined;
  });
  expect(silent.map(({ number }) => number)).toEqual([]);
});

/** A vector that can't be said on a gateway is skipped by name, with the reason. */
function each(name: BenchName, look: (vector: Vector) => Promise<void>): void {
  for (const vector of VECTORS) {
    const reason = vector.inexpressible?.[name];
    const title = `vector ${vector.number}: ${vector.title}`;
    if (reason !== undefined) test(title, ({ skip }) => skip(`not to be said on the ${name}: ${reason}`));
    else test(title, () => look(vector), VECTOR_TIMEOUT_MS);
  }
}

describe('the contract on the scripted host', () => {
  const bench = new ScriptedBench();
  each(SCRIPTED, async (vector) => expect(await run(bench, vector)).toEqual([]));
});

const { absence } = await found(provideEnvoy(() => undefined));
if (absence !== undefined) console.log(`the contract is not tried on the local gateway: ${absence}`);

describe.skipIf(absence !== undefined)('the contract on the local gateway', () => {
  let bench: GatewayBench;
  beforeAll(async () => {
    bench = await GatewayBench.start();
  });
  afterAll(() => bench?.stop());

  each('local gateway', async (vector) => {
    const difference = DIFFERENCES.find(({ number }) => number === vector.number);
    const misses = await run(bench, vector, difference?.misses);
    expect(judge(difference, misses)).toEqual([]);
  });
});
