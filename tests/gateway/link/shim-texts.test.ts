import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { ShimTexts } from '../../../gateway/link/shim-texts.ts';
import { assemble } from './wat.ts';

const SHIM = new URL('../../../gateway/link/shim/', import.meta.url);

/** What a module with these fields has at each of the places that its functions answer. */
function textsOf(fields: string, names: readonly string[]): string[] {
  const texts = new ShimTexts();
  const placed = texts.place(fields);
  const answers = names.map(
    (name) => `(func (export "${name}") (result i32 i32) (global.get $${name}) (global.get $${name}_SIZE))`,
  );
  const wasm = assemble(
    `(module (memory $own (export "memory") 1) ${placed} ${texts.data} ${answers.join('\n')})`,
  );
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(wasm)));
  const memory = Buffer.from((exports['memory'] as WebAssembly.Memory).buffer);
  return names.map((name) => {
    const [at, size] = (exports[name] as () => [number, number])();
    return memory.toString('latin1', at, at + size);
  });
}

describe('the texts of the shim', () => {
  it('lie where their globals say, as long as those say, whatever is escaped in them', () => {
    const fields = String.raw`
      (text $A "first")
      (func $unused (nop))
      (text $B "a\00b" "\22quoted\22" ")")
      (text $EMPTY "")
      (text $C
        "(text) \\ \n")`;
    expect(textsOf(fields, ['A', 'B', 'EMPTY', 'C'])).toEqual(['first', 'a\0b"quoted")', '', '(text) \\ \n']);
  });

  it('of several files lie behind each other', () => {
    const texts = new ShimTexts();
    texts.place('(text $A "12345")');
    expect(texts.place('(text $B "678")')).toContain('(global $B i32 (i32.const 5))');
    expect(texts.data).toContain('"12345"\n  "678"');
  });

  it('are the only data of the shim, so that none lies in the way of another', async () => {
    const files = await readdir(SHIM);
    const sources = await Promise.all(files.map((file) => readFile(new URL(file, SHIM), 'utf8')));
    expect(files.length).toBeGreaterThan(5);
    for (const source of sources) expect(source).not.toMatch(/\(data\b/);
  });
});
