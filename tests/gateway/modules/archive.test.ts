import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { unpackModule } from '../../../gateway/modules/archive.ts';
import { tar } from './tar.ts';

const wasm = Buffer.from('\0asm\x01\0\0\0', 'latin1');

/** An archive of a file beside the module, whose header gives this size. */
function sized(size: string): Buffer {
  const archive = tar({ 'other.txt': wasm, 'plugin.wasm': wasm });
  archive.fill(0, 124, 136);
  archive.write(size, 124);
  return archive;
}

describe('what a server sends', () => {
  test.each([
    ['the module itself', wasm],
    ['the module in gzip', gzipSync(wasm)],
    ['a tar archive', tar({ 'plugin.wasm': wasm })],
    ['a tar archive in gzip', gzipSync(tar({ 'plugin.wasm': wasm }))],
    [
      'an archive with more in it, the module deep inside',
      tar({ 'README.md': Buffer.alloc(600), './a/plugin.wasm': wasm }),
    ],
  ])('may be %s', (_what, content) => {
    expect(unpackModule(content)).toEqual(wasm);
  });

  test.each([
    ['text', Buffer.from('<html>')],
    ['nothing', Buffer.alloc(0)],
    ['an archive without a plugin.wasm', tar({ 'other.wasm': wasm })],
    ['an archive whose plugin.wasm is none', tar({ 'plugin.wasm': Buffer.from('text') })],
    [
      'an archive that breaks off',
      tar({ 'plugin.wasm': Buffer.concat([wasm, Buffer.alloc(2000)]) }).subarray(0, 700),
    ],
    ['a header with letters for a size', sized('zzzzzzzzzzzz')],
    ['a header with a size below zero, which leads back to itself', sized('-00000001000')],
    ['a header with a size that is only half octal', sized('00000000018')],
  ])('is refused when it is %s', (_what, content) => {
    expect(() => unpackModule(content)).toThrow('neither a wasm module, nor gzip of one, nor a tar archive');
  });
});
