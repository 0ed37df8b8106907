import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A fenced block of a page, and the file it belongs to: the last one named before it, as `folder/file.ext`. */
export type Block = { language: string; text: string; file: string | undefined };

const FENCE = /^```(\w*)\n([^]*?)^```$/gm;
const FILE = /`([\w./-]+\.(?:ts|json|yaml))`/g;

/** The blocks of the section of `page` under the heading `from`, up to the heading `to`. */
export function blocksOf(page: string, from: string, to: string): Block[] {
  const section = page.slice(page.indexOf(`\n## ${from}\n`), page.indexOf(`\n## ${to}\n`));
  let file: string | undefined;
  let end = 0;
  return [...section.matchAll(FENCE)].map(({ 0: whole, 1: language = '', 2: text = '', index }) => {
    file = [...section.slice(end, index).matchAll(FILE)].at(-1)?.[1] ?? file;
    end = index + whole.length;
    return { language, text, file };
  });
}

/** Writes the files that the blocks show into `folder`; several blocks of one file follow each other. */
export function writeFiles(
  folder: string,
  blocks: readonly Block[],
  edit: (text: string) => string,
): string[] {
  const texts = new Map<string, string[]>();
  for (const { language, text, file } of blocks) {
    if (file === undefined || !['ts', 'json', 'yaml'].includes(language)) continue;
    texts.set(file, [...(texts.get(file) ?? []), edit(text)]);
  }
  for (const [file, parts] of texts) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), parts.join('\n'));
  }
  return [...texts.keys()];
}

export function readPage(name: string): string {
  return readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
}
