/* eslint-disable @typescript-eslint/ban-ts-comment, eqeqeq -- AssemblyScript: own number types, == compares by value */
// @ts-nocheck

/**
 * A script is statements separated by `;` or line ends, words separated by spaces. The first word is the phase the
 * statement belongs to, the second what to do. `%xx` in a word is that byte, so any byte can be said; `''` is nothing.
 */
export class Statement {
  constructor(
    public phase: string,
    public verb: string,
    public words: string[],
  ) {}

  has(index: i32): bool {
    return index < this.words.length;
  }

  text(index: i32): string {
    return this.has(index) ? this.words[index] : '';
  }

  bytes(index: i32): ArrayBuffer {
    return unescaped(this.text(index));
  }

  number(index: i32, otherwise: i32 = 0): i32 {
    if (!this.has(index)) return otherwise;
    const text = this.words[index];
    return text == 'all' ? -1 : <i32>parseInt(text);
  }
}

export function parseScript(source: string): Statement[] {
  const statements: Statement[] = [];
  const lines = source.replaceAll('\n', ';').split(';');
  for (let i = 0; i < lines.length; i++) {
    const words = lines[i].split(' ').filter((word) => word.length > 0);
    if (words.length >= 2) statements.push(new Statement(words[0], words[1], words.slice(2)));
  }
  return statements;
}

function unescaped(text: string): ArrayBuffer {
  const bytes = Uint8Array.wrap(String.UTF8.encode(text == "''" ? '' : text));
  const result = new Uint8Array(bytes.length);
  let length = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] == 0x25 && i + 2 < bytes.length) {
      result[length++] = <u8>((hexDigit(bytes[i + 1]) << 4) | hexDigit(bytes[i + 2]));
      i += 2;
    } else result[length++] = bytes[i];
  }
  return result.buffer.slice(0, length);
}

function hexDigit(byte: u8): u8 {
  return byte >= 0x61 ? byte - 0x57 : byte >= 0x41 ? byte - 0x37 : byte - 0x30;
}
