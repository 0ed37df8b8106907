import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { provideEnvoy } from '../../../scripts/provision/envoy.ts';
import { run } from './bench.ts';
import { DIFFERENCES, judge } from './differences.ts';
import { GatewayBench } from './gateway-bench.ts';
import { ScriptedBench } from './scripted-bench.ts';
import type { BenchName, Vector } from './vector.ts';
import { VECTORS } from './vectors/all.ts';

const VECTOR_COUNT = 81;
const VECTOR_TIMEOUT_MS = 90_000;

test('the vectors are those of the contract, each once', () => {
  expect(VECTORS.map(({ number }) => number)).toEqual(Array.from({ length: VECTOR_COUNT }, (_, i) => i + 1));
  const numbers = new Set(VECTORS.map(({ number }) => number));
  expect(DIFFERENCES.filter(({ number }) => !numbers.has(number))).toEqual([]);
  expect(new Set(DIFFERENCES.map(({ number }) => number)).size).toBe(DIFFERENCES.length);
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
  each('scripted host', async (vector) => expect(await run(bench, vector)).toEqual([]));
});

const absence = await provideEnvoy(() => undefined).then(
  () => undefined,
  (error: unknown) => String(error),
);
if (absence !== undefined) console.log(`the contract is not tried on the local gateway: ${absence}`);

describe.skipIf(absence !== undefined)('the contract on the local gateway', () => {
  let bench: GatewayBench;
  beforeAll(async () => {
    bench = await GatewayBench.start();
  });
  afterAll(() => bench?.stop());

  each('local gateway', async (vector) => {
    const misses = await run(bench, vector);
    const difference = DIFFERENCES.find(({ number }) => number === vector.number);
    expect(judge(difference, misses)).toEqual([]);
  });
});
