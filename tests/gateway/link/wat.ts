import binaryen from 'binaryen';

const { Features } = binaryen;
/** Not all: the tool would write encodings of proposals that no engine has switched on. */
const FEATURES =
  Features.MutableGlobals |
  Features.BulkMemory |
  Features.SIMD128 |
  Features.Multivalue |
  Features.ReferenceTypes |
  Features.SignExt |
  Features.MultiMemory;

/** Text of a module to its binary; nothing is optimised away. */
export function assemble(text: string): Uint8Array {
  const module = binaryen.parseText(text);
  try {
    module.setFeatures(FEATURES);
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/** The least a gateway asks of a plugin, with `fields` first, since imports must come first. */
export function plugin(fields = '', abi = '0_2_100'): Uint8Array {
  return assemble(`(module ${fields}
    (memory (export "memory") 1)
    (func (export "malloc") (param i32) (result i32) (i32.const 4096))
    (func (export "proxy_abi_version_${abi}")))`);
}

export function hostcall(name: string, params: number, module = 'env'): string {
  return `(import "${module}" "${name}" (func (param ${'i32 '.repeat(params)}) (result i32)))`;
}

/** One memory instead of two, as Node's engine is older than Envoy's and knows one only. */
export function withOneMemory(wasm: Uint8Array): Uint8Array<ArrayBuffer> {
  const module = binaryen.readBinary(wasm);
  try {
    module.setFeatures(FEATURES);
    module.runPasses(['multi-memory-lowering']);
    return Uint8Array.from(module.emitBinary());
  } finally {
    module.dispose();
  }
}
