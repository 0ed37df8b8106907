import binaryen from 'binaryen';

/** A module from its text form, for what no compiler would emit. */
export function assemble(text: string): Uint8Array {
  const module = binaryen.parseText(text);
  try {
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}
