import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { renderCommandTables } from './reference/command-tables.ts';
import { fieldTable, type Schema } from './reference/field-table.ts';
import { readTypedCommands } from './reference/typed-commands.ts';

const DOCUMENT = fileURLToPath(new URL('../docs/configuration.md', import.meta.url));
const COMMANDS = fileURLToPath(new URL('../docs/redis-commands.md', import.meta.url));
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

/** The page of commands as it is and as it should be. */
export function readCommandReference(): { document: string; rendered: string } {
  const document = readFileSync(COMMANDS, 'utf8');
  return { document, rendered: renderCommandTables(document, readTypedCommands()) };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { document, schema } = readReference();
  write('docs/configuration.md', DOCUMENT, document, renderReference(document, schema));
  const commands = readCommandReference();
  write('docs/redis-commands.md', COMMANDS, commands.document, commands.rendered);
}

function write(name: string, file: string, document: string, rendered: string): void {
  writeFileSync(file, rendered);
  console.log(rendered === document ? `${name} is up to date` : `${name} written`);
}
