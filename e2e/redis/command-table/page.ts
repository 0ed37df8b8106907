import type { CommandFacts, ServerFacts } from './command-facts.ts';
import type { SentCommand } from './sent-commands.ts';

const SHOWN_FLAGS = ['write', 'readonly', 'denyoom', 'fast', 'blocking', 'noscript'];
const ABSENT = 'no';
const NOT_ASKED = '?';

const INTRODUCTION = `# Commands and versions of Redis

Every command that is sent to Redis on the plugin's behalf, and what each server says of it. The page is written by
\`npx tsx scripts/redis-versions.ts\`; a test compares it with what the servers say.

| sent by | means |
|---|---|
| plugin | the plugin, or its client on behalf of other code, one command a call |
| script | one of its Lua scripts, inside the server |
| gateway | the gateway's Redis client, at the start of a connection |
| checks | tests, probes and people; never the plugin |

The column of a server holds the arity (with the name; negative is "at least"), then what matters of the flags:

- \`write\` is refused by a replica, \`denyoom\` by a full server; \`fast\` takes constant or logarithmic time.
- \`noscript\` can't be called in a script. \`blocking\` may wait; what has it is sent without the word that makes it wait.
- \`${ABSENT}\`: the server does not have it. \`${NOT_ASKED}\`: it was not asked.

The servers are those of \`scripts/provision/redis-servers.ts\`: pinned wheels for Linux on x64, and what Debian 12 has of
Redis 7.0. They come without root, and every test of a script runs on each; one that can't be had is skipped with the
reason, and its column stays as it is.

None of the plugin's commands and its scripts' may block or change the state of a connection: all plugins of a worker
share one.

`;

/**
 * The whole page. What a server says stands in its column; columns of servers that are not in `facts` are kept as
 * they are in `before`, the page as it was.
 */
export function versionsPage(
  commands: readonly SentCommand[],
  titles: readonly string[],
  facts: ReadonlyMap<string, ServerFacts>,
  before: string,
): string {
  const known = readTable(before);
  const cell = (title: string, name: string) => {
    const server = facts.get(title);
    return server === undefined
      ? (known.get(name)?.get(title) ?? NOT_ASKED)
      : describe(server.commands.get(name));
  };
  const rows = commands.map(({ name, senders }) => {
    const told = [...facts.values()].map(({ since }) => since.get(name)).find(Boolean);
    const since = told ?? known.get(name)?.get('since') ?? NOT_ASKED;
    return [`\`${name}\``, senders.join(', '), since, ...titles.map((title) => cell(title, name))];
  });
  const table = [['command', 'sent by', 'since', ...titles], Array(3 + titles.length).fill('---'), ...rows];
  return INTRODUCTION + table.map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function describe(facts: CommandFacts | undefined): string {
  if (facts === undefined) return ABSENT;
  // Before Redis 7 `blocking` is a category and no flag.
  const words = new Set([...facts.flags, ...facts.categories.map((category) => category.replace('@', ''))]);
  return [String(facts.arity), ...SHOWN_FLAGS.filter((flag) => words.has(flag))].join(' ');
}

/** The table of a page: cells by command, then by the title of the column. */
export function readTable(page: string): Map<string, Map<string, string>> {
  const lines = page.split('\n').filter((line) => line.startsWith('|'));
  const rows = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const start = rows.findIndex(([first]) => first === 'command');
  const titles = rows[start] ?? [];
  return new Map(
    rows
      .slice(start + 2)
      .map((cells) => [
        (cells[0] ?? '').replaceAll('`', ''),
        new Map(cells.map((cell, index) => [titles[index] ?? '', cell])),
      ]),
  );
}
