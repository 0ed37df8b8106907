import { readFileSync } from 'node:fs';
import binaryen from 'binaryen';

export function emptyModule(): Uint8Array {
  const module = binaryen.parseText(readFileSync(new URL('empty.wat', import.meta.url), 'utf8'));
  try {
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}
