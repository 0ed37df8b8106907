import { describe, expect, it } from 'vitest';
import { readCommandReference } from '../../scripts/reference.ts';
import { commandTable, renderCommandTables } from '../../scripts/reference/command-tables.ts';
import { typedCommands } from '../../scripts/reference/typed-commands.ts';

const SOURCE = `
import { begin, Command } from "../open-command";
/** Integer: the new value. A long
 *  story, a | b. */
export function incr<K>(key: K): Command {
  return begin("INCR").arg(key).end();
}
/** Simple: OK. */
export function xgroupCreate<K, G>(key: K, group: G, id: i64 = 0): Command {
  const command = begin("XGROUP CREATE").arg(key);
  return command.arg(group).arg(id).end();
}
/** Sends nothing. */
export function exclusive(score: f64): string {
  return "";
}
function hidden(): Command {
  return begin("HIDDEN").end();
}
`;
const table = [
  '| function | sends | reply |',
  '|---|---|---|',
  '| `incr(key)` | INCR | Integer: the new value. A long story, a \\| b. |',
  '| `xgroupCreate(key, group, id)` | XGROUP CREATE | Simple: OK. |',
].join('\n');
const families = [{ name: 'sorted-sets', commands: typedCommands(SOURCE) }];

describe('a table of commands', () => {
  it('shows what is exported and sends something, with its description', () => {
    expect(commandTable(typedCommands(SOURCE))).toBe(table);
  });

  it('is not made without a description', () => {
    const mute = typedCommands('export function ping(): Command { return begin("PING").end(); }');
    expect(() => commandTable(mute)).toThrow('ping needs a description');
  });

  it('stands between its marks', () => {
    const page = (content: string) =>
      `a\n<!-- commands of sorted-sets -->\n${content}<!-- end of commands -->\nb\n`;
    const rendered = renderCommandTables(page('| old |\n'), families);
    expect(rendered).toBe(page(`${table}\n`));
    expect(renderCommandTables(rendered, families)).toBe(rendered);
  });

  it('is there once for each family, and for nothing else', () => {
    expect(() => renderCommandTables('', families)).toThrow('no table for sorted-sets');
    expect(() => renderCommandTables('<!-- commands of x -->\n<!-- end of commands -->\n', [])).toThrow(
      'no commands of x',
    );
  });
});

describe('the page of commands', () => {
  it('is up to date (npm run docs)', () => {
    const { document, rendered } = readCommandReference();
    expect(document).toBe(rendered);
  });
});
