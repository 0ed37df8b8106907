import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { unpackModule } from '../../../gateway/modules/archive.ts';
import { tar } from './tar.ts';

const wasm = Buffer.from('\0asm\x01\0\0\0', 'latin1');

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
    ['a header with letters for a size', tar({ 'plugin.wasm': wasm }).fill('z', 124, 136)],
  ])('is refused when it is %s', (_what, content) => {
    expect(() => unpackModule(content)).toThrow('neither a wasm module, nor gzip of one, nor a tar archive');
  });
});
