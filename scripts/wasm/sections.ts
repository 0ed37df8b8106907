/** One section of a WebAssembly module; `size` counts its content without the header. */
export type Section = { name: string; size: number };

const NAMES = [
  'custom',
  'type',
  'import',
  'function',
  'table',
  'memory',
  'global',
  'export',
  'start',
  'element',
  'code',
  'data',
  'data count',
];
const MAGIC = '\0asm';
const HEADER_SIZE = 8;

export class NotWebAssembly extends Error {
  override name = 'NotWebAssembly';
}

/** The sections in file order; a custom one is called `custom:` and its own name. @throws {NotWebAssembly} */
export function sectionsOf(module: Uint8Array): Section[] {
  if (Buffer.from(module.subarray(0, 4)).toString('latin1') !== MAGIC) {
    throw new NotWebAssembly('the file does not start with the WebAssembly magic number');
  }
  const sections: Section[] = [];
  let at = HEADER_SIZE;
  while (at < module.length) {
    const id = module[at]!;
    const size = readLeb128(module, at + 1);
    const content = size.next;
    if (content + size.value > module.length)
      throw new NotWebAssembly(`the section at byte ${at} is cut short`);
    sections.push({ name: nameOf(module, id, content), size: size.value });
    at = content + size.value;
  }
  return sections;
}

function nameOf(module: Uint8Array, id: number, content: number): string {
  if (id !== 0) return NAMES[id] ?? `unknown ${id}`;
  const { value, next } = readLeb128(module, content);
  return `custom:${Buffer.from(module.subarray(next, next + value)).toString()}`;
}

function readLeb128(bytes: Uint8Array, at: number): { value: number; next: number } {
  let value = 0;
  // At most five bytes hold 32 bits, seven in each.
  for (let i = 0; i < 5; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, next: at + i + 1 };
  }
  throw new NotWebAssembly(`no length at byte ${at}`);
}
