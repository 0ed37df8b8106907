/** Value types as the text format names them. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128' | 'funcref' | 'externref';

export interface Signature {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** `i32 x 3 -> i32` is written `signature(3)`: nearly every hostcall takes i32 only and returns a WasmResult. */
export function signature(
  params: number | readonly ValueType[],
  results: readonly ValueType[] = ['i32'],
): Signature {
  return { params: typeof params === 'number' ? Array<ValueType>(params).fill('i32') : params, results };
}

export function sameSignature(a: Signature, b: Signature): boolean {
  return showSignature(a) === showSignature(b);
}

export function showSignature({ params, results }: Signature): string {
  return `(${params.join(', ')}) -> ${results.length === 0 ? 'nothing' : results.join(', ')}`;
}

/** As it stands in the text form of a module. */
export function signatureText({ params, results }: Signature): string {
  return `(param ${params.join(' ')}) (result ${results.join(' ')})`;
}
