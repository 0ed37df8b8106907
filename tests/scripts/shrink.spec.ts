import binaryen from 'binaryen';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitSections } from '../../gateway/link/sections.ts';
import { readFunctionNames } from '../../scripts/wasm/name-section.ts';
import { shrink } from '../../scripts/wasm/shrink.ts';
import { startedMemory } from '../../scripts/wasm/started-memory.ts';

type Segment = { at: number; bytes: Uint8Array };

/** A module with static data at `segments`; its `_initialize` writes 7 behind the byte it finds at 4096. */
function moduleWith(segments: readonly Segment[], name = '$~start'): Uint8Array {
  const data = segments.map(({ at, bytes }) => `(data (i32.const ${at}) "${escaped(bytes)}")`);
  const module = binaryen.parseText(`(module
    (import "env" "proxy_log" (func $log (param i32) (result i32)))
    (memory (export "memory") 3)
    ${data.join('\n')}
    (func $other (param i32) (drop (call $log (local.get 0))))
    (func ${name} (export "_initialize") (local $a i32) (local $b i64)
      (local.set $a (i32.load8_u (i32.const 4096)))
      (i32.store8 (i32.add (local.get $a) (i32.const 5000)) (i32.const 7)))
    (func $"assembly/text/regex/parser/Parser#readPart" (export "part") (call $other (i32.const 1)))
    (func $"~lib/array/Array<assembly/ratelimit/counter/Counter>#push" (export "push"))
    (func $"assembly/text/ip/parse/read" (export "a"))
    (func $"assembly/text/json/parse/read" (export "b")))`);
  binaryen.setDebugInfo(true);
  try {
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

function escaped(bytes: Uint8Array): string {
  return [...bytes].map((byte) => `\\${byte.toString(16).padStart(2, '0')}`).join('');
}

function text(at: number, value: string): Segment {
  return { at, bytes: Buffer.from(value, 'utf16le') };
}

const oneByte: Segment = { at: 4096, bytes: Uint8Array.of(9) };

describe('a shrunk module', () => {
  it.each<[string, Segment[]]>([
    ['a single byte', [oneByte]],
    ['UTF-16 text', [oneByte, text(4100, 'rule_items[0]: not an object, not a list, not an object at all')]],
    ['an odd place', [oneByte, text(4101, 'odd'), { at: 4201, bytes: Uint8Array.of(1, 2, 3) }]],
    ['a gap of thousands of zeros', [oneByte, { at: 30_000, bytes: Uint8Array.of(255) }]],
    ['the longest runs', [oneByte, { at: 4200, bytes: new Uint8Array(1500).fill(0xaa) }]],
    ['bytes without any order', [oneByte, { at: 4200, bytes: Uint8Array.from({ length: 700 }, noise) }]],
  ])('starts with the same memory: %s', async (_, segments) => {
    const module = moduleWith(segments);
    const expected = await startedMemory(module);
    expect(await startedMemory(await shrink(module))).toEqual(expected);
    expect(expected[5009], '_initialize has found its data').toBe(7);
  });

  it('starts with the same memory whatever the data', { timeout: 120_000 }, async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ minLength: 1, maxLength: 300 }),
      fc.array(fc.constantFrom(0, 0, 0, 65, 66), { minLength: 1, maxLength: 600 }),
    );
    const segments = fc.array(fc.record({ gap: fc.nat(400), bytes }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(segments, async (parts) => {
        let at = 4200;
        const placed = parts.map(({ gap, bytes }) => {
          const segment = { at: at + gap, bytes: Uint8Array.from(bytes) };
          at = segment.at + bytes.length;
          return segment;
        });
        const module = moduleWith([oneByte, ...placed]);
        expect(await startedMemory(await shrink(module))).toEqual(await startedMemory(module));
      }),
      { numRuns: 6 },
    );
  });

  it('is smaller where there is text', async () => {
    const module = moduleWith([
      oneByte,
      text(4100, 'one error message is much like another one. '.repeat(9)),
    ]);
    expect((await shrink(module)).length).toBeLessThan(module.length - 600);
  });

  it('keeps function names short, and longer where two would be the same', async () => {
    const names = [...readFunctionNames(splitSections(await shrink(moduleWith([oneByte])))).values()];
    expect(names).toEqual([
      'log',
      'other',
      '~start',
      'Parser#readPart',
      'Array<Counter>#push',
      'assembly/text/ip/parse/read',
      'assembly/text/json/parse/read',
      'unpack',
    ]);
  });

  it('cannot be made of data whose place is not fixed', async () => {
    const module = binaryen.parseText(
      '(module (memory (export "memory") 1) (data "passive") (func (export "_initialize")))',
    );
    module.setFeatures(binaryen.Features.BulkMemory);
    await expect(shrink(module.emitBinary())).rejects.toThrow(/no constant place/);
    module.dispose();
  });
});

function noise(_: unknown, index: number): number {
  return Math.imul(index + 1, 0x9e3779b1) >>> 24;
}
