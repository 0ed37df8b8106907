import type { Family, TypedCommand } from './typed-commands.ts';

const HEAD = '| function | sends | reply |\n|---|---|---|';
/** A table stands between `<!-- commands of NAME -->` and `<!-- end of commands -->`. */
const TABLE = /(<!-- commands of ([\w-]+) -->\n)(?:\|.*\n)*(<!-- end of commands -->)/g;

/** `document` with every table of commands made anew. @throws {RangeError} if a family or its table is missing */
export function renderCommandTables(document: string, families: readonly Family[]): string {
  const left = new Map(families.map(({ name, commands }) => [name, commands]));
  const rendered = document.replace(TABLE, (_found, begin: string, name: string, end: string) => {
    const commands = left.get(name);
    if (commands === undefined) throw new RangeError(`there are no commands of ${name}, or not again`);
    left.delete(name);
    return `${begin}${commandTable(commands)}\n${end}`;
  });
  if (left.size > 0) throw new RangeError(`no table for ${[...left.keys()].join(', ')}`);
  return rendered;
}

/** @throws {RangeError} for a command without a description */
export function commandTable(commands: readonly TypedCommand[]): string {
  const rows = commands.map(({ name, parameters, sends, description }) => {
    if (description === '') throw new RangeError(`${name} needs a description`);
    return `| \`${name}(${parameters})\` | ${sends} | ${description.replaceAll('|', '\\|')} |`;
  });
  return [HEAD, ...rows].join('\n');
}
