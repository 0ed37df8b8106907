import { gunzipSync } from 'node:zlib';

const WASM_MAGIC = Buffer.from('\0asm');
const GZIP_MAGIC = Buffer.of(0x1f, 0x8b);
const BLOCK_BYTES = 512;
const NAME_BYTES = 100;
/** Position and length of the size, in octal digits. */
const SIZE = [124, 12] as const;
const KIND_AT = 156;
const REGULAR_FILE = ['0', '\0'];
const MODULE_NAME = /(?:^|\/)plugin\.wasm$/;
/** Of a module, packed or not. */
export const LARGEST_BYTES = 256 << 20;

const startsWith = (bytes: Buffer, magic: Buffer) => bytes.subarray(0, magic.length).equals(magic);

/** The module in what a server sends: itself, or packed with gzip, or in a tar archive as `plugin.wasm`. */
export function unpackModule(content: Buffer): Buffer {
  const bytes = startsWith(content, GZIP_MAGIC)
    ? gunzipSync(content, { maxOutputLength: LARGEST_BYTES })
    : content;
  const module = startsWith(bytes, WASM_MAGIC) ? bytes : fileInTar(bytes);
  if (module !== undefined && startsWith(module, WASM_MAGIC)) return module;
  throw new Error('it is neither a wasm module, nor gzip of one, nor a tar archive that holds plugin.wasm');
}

function fileInTar(archive: Buffer): Buffer | undefined {
  for (let at = 0; at + BLOCK_BYTES <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK_BYTES);
    const name = textOf(header.subarray(0, NAME_BYTES));
    const size = octal(textOf(header.subarray(SIZE[0], SIZE[0] + SIZE[1])).trim());
    const start = at + BLOCK_BYTES;
    if (name === '' || size === undefined || start + size > archive.length) return undefined;
    const isFile = REGULAR_FILE.includes(String.fromCharCode(header[KIND_AT] ?? 0));
    if (isFile && MODULE_NAME.test(name)) return archive.subarray(start, start + size);
    at = start + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
  return undefined;
}

/** Undefined for what is no number; 0 where nothing is written. */
function octal(text: string): number | undefined {
  return /^[0-7]*$/.test(text) ? Number.parseInt(text || '0', 8) : undefined;
}

function textOf(field: Buffer): string {
  const end = field.indexOf(0);
  return field.toString('latin1', 0, end < 0 ? field.length : end);
}
