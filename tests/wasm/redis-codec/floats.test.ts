import { beforeAll, describe, expect, it } from 'vitest';
import { fuzzPlan } from '../fuzz/plan.ts';
import { CodecModule } from './codec-module.ts';

const SMALLEST_NORMAL = 2 ** -1022;

let codec: CodecModule;

beforeAll(async () => {
  codec = await CodecModule.start();
});

describe('a float of a reply', () => {
  it('is the one that Redis wrote, in 17 digits or the fewest that tell it', { timeout: 300_000 }, () => {
    const { cases, random } = fuzzPlan('redis-codec floats', 0.5);
    const view = new DataView(new ArrayBuffer(8));
    for (let i = 0; i < cases; i++) {
      view.setUint32(0, random.below(2 ** 32));
      view.setUint32(4, random.below(2 ** 32));
      const scores = [
        view.getFloat64(0),
        (random.next() - 0.5) * 10 ** random.below(12),
        random.below(1e6) / 100,
      ];
      for (const score of scores) {
        if (!Number.isFinite(score) || Math.abs(score) < SMALLEST_NORMAL) continue;
        for (const text of [String(score), score.toPrecision(17)]) {
          if (!Object.is(codec.floatOf(text), score))
            expect.fail(`${text} was read as ${codec.floatOf(text)}`);
        }
      }
    }
  });

  it('may be at the ends of what there is', () => {
    expect(codec.floatOf('1.7976931348623157e+308')).toBe(Number.MAX_VALUE);
    expect(codec.floatOf('2.2250738585072014e-308')).toBe(SMALLEST_NORMAL);
    expect(codec.floatOf('1e309')).toBe(Infinity);
    expect(codec.floatOf('-1e999999999999')).toBe(-Infinity);
    expect(codec.floatOf('1e-400')).toBe(0);
    expect(codec.floatOf('5e-324')).toBe(Number.MIN_VALUE);
    expect(codec.floatOf('0'.repeat(1000) + '1' + '0'.repeat(300))).toBe(1e300);
    expect(codec.floatOf(`0.${'0'.repeat(300)}1e301`)).toBe(1);
  });

  it.each(['inf', '+inf', 'INF'])('%s is infinity', (text) => expect(codec.floatOf(text)).toBe(Infinity));

  it.each(['0', '-0', '+1', '1.', '.5', '1e5', '1E+5', '-2.50e-3', '00012.5'])('%s is taken', (text) => {
    expect(codec.floatOf(text)).toBe(Number(text));
  });

  it.each([
    ...['', '-', '+', '.', '-.', 'e5', '1e', '1e+', '1e5.0', '1.2.3', '1 ', ' 1', '1,5', '0x10', '1_000'],
    ...['--1', '+-1', 'in', 'info', 'infinity', 'nan', 'i\0f', '1e5x', '\u0661'],
  ])('%j is none', (text) => expect(codec.floatOf(text)).toBeNaN());
});
