import { describe, expect, it } from 'vitest';
import { legalInAssemblyScript } from '../../scripts/lint/type-errors.ts';

const DECORATOR = 'assembly/a.ts(1,1): error TS1206: Decorators are not valid here.';
const MISMATCH =
  "assembly/a.ts(2,1): error TS2345: Argument of type 'x' is not assignable.\n  Type 'x' is wrong.";

describe('type errors of AssemblyScript code', () => {
  it('are none when only function decorators are refused', () => {
    expect(legalInAssemblyScript(`${DECORATOR}\n  more about it\n${DECORATOR}\n`)).toBe('');
  });

  it('keep what is wrong in both languages, with all its lines', () => {
    expect(legalInAssemblyScript(`${DECORATOR}\n${MISMATCH}\n${DECORATOR}`)).toBe(MISMATCH);
  });

  it('keep what is no type error at all, such as a crash', () => {
    expect(legalInAssemblyScript(`${DECORATOR}\nError: out of memory`)).toBe('Error: out of memory');
  });
});
