import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { compactLua, embedScripts, readScripts, UnsafeScript } from '../../scripts/embed-scripts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embed-scripts-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('compacting a Lua script', () => {
  it('drops whole-line comments, indentation and blank lines, and keeps line breaks', () => {
    const lua = '-- why\nlocal a = 1\n\n  if a then\r\n    -- deeper\n    return a\n  end\n';
    expect(compactLua(lua, 'x.lua')).toBe('local a = 1\nif a then\nreturn a\nend');
  });

  it('keeps a comment behind code and dashes inside a string', () => {
    expect(compactLua('local a = "--" -- note\n', 'x.lua')).toBe('local a = "--" -- note');
  });

  it.each(['--[[ block\n]]', 'local s = [[\n  text\n]]', 'local s = [==[ a ]==]'])(
    'refuses the long bracket in %j and names the place',
    (lua) => {
      expect(() => compactLua(`return 1\n${lua}`, 'long.lua')).toThrow(UnsafeScript);
      expect(() => compactLua(`return 1\n${lua}`, 'long.lua')).toThrow(/long\.lua:2/);
    },
  );
});

describe('embedding the scripts of a folder', () => {
  it('names each by its file and hashes the compacted text as Redis does', () => {
    writeFileSync(join(folder, 'sliding-window.lua'), '-- comment\nreturn 1\n');
    expect(readScripts(folder)).toEqual([
      {
        name: 'SLIDING_WINDOW',
        source: 'return 1',
        sha1: createHash('sha1').update('return 1').digest('hex'),
      },
    ]);
  });

  it('writes a module whose constants hold quotes, backslashes and line breaks unchanged', async () => {
    const lua = 'local a = "\\n" .. \'"\'\nreturn a';
    writeFileSync(join(folder, 'quote.lua'), lua);
    embedScripts(folder);
    const embedded = (await import(join(folder, 'embedded.ts'))) as Record<string, string>;
    expect(embedded['QUOTE_SOURCE']).toBe(lua);
    expect(embedded['QUOTE_SHA1']).toBe(createHash('sha1').update(lua).digest('hex'));
  });

  it('leaves an up-to-date module alone and follows a changed script', () => {
    const module = join(folder, 'embedded.ts');
    writeFileSync(join(folder, 'one.lua'), 'return 1');
    embedScripts(folder);
    utimesSync(module, 1, 1);
    embedScripts(folder);
    expect(statSync(module).mtimeMs).toBe(1000);
    writeFileSync(join(folder, 'one.lua'), 'return 2');
    embedScripts(folder);
    expect(readFileSync(module, 'utf8')).toContain('"return 2"');
    expect(readdirSync(folder).sort()).toEqual(['embedded.ts', 'one.lua']);
  });
});
