import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { fieldTable, type Schema } from './reference/field-table.ts';

const DOCUMENT = fileURLToPath(new URL('../docs/configuration.md', import.meta.url));
const SCHEMA = fileURLToPath(new URL('../docs/schema/cluster-key-rate-limit.schema.json', import.meta.url));
/** A table stands between `<!-- fields of NAME -->` and `<!-- end of fields -->`. */
const TABLE = /(<!-- fields of (\w+) -->\n)(?:\|.*\n)*(<!-- end of fields -->)/g;

/** `document` with every table of fields made anew from `schema`. */
export function renderReference(document: string, schema: Schema): string {
  return document.replace(
    TABLE,
    (_found, begin: string, name: string, end: string) => `${begin}${fieldTable(schema, name)}\n${end}`,
  );
}

export function readReference(): { document: string; schema: Schema } {
  return {
    document: readFileSync(DOCUMENT, 'utf8'),
    schema: JSON.parse(readFileSync(SCHEMA, 'utf8')) as Schema,
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { document, schema } = readReference();
  const rendered = renderReference(document, schema);
  writeFileSync(DOCUMENT, rendered);
  console.log(
    rendered === document ? 'docs/configuration.md is up to date' : 'docs/configuration.md written',
  );
}
