import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `checks` are the tests, probes and people around a gateway. */
const SENDERS = ['plugin', 'script', 'gateway', 'checks'] as const;
export type Sender = (typeof SENDERS)[number];

/** A command that something of ours sends, in capitals, with its subcommand as in `XGROUP CREATE`. */
export type SentCommand = { name: string; senders: readonly Sender[] };

const REDIS_FOLDER = fileURLToPath(new URL('../../../assembly/redis/', import.meta.url));
const TYPED_COMMAND = /\bbegin\(\s*"([A-Z]+(?: [A-Z]+)?)"/g;
const SCRIPT_CALL = /\bredis\.p?call\(\s*['"](\w+)['"]/g;

/** What stands in no source under a pattern of its own. */
const FIXED: Readonly<Record<Sender, readonly string[]>> = {
  plugin: ['EVALSHA', 'EVAL'],
  script: [],
  gateway: ['AUTH', 'SELECT'],
  checks: ['PING', 'SCRIPT LOAD'],
};

/** Every command once, those of the plugin first, then by name. */
export function sentCommands(folder = REDIS_FOLDER): SentCommand[] {
  const names: Record<Sender, readonly string[]> = {
    ...FIXED,
    plugin: [...FIXED.plugin, ...sourcesIn(join(folder, 'commands'), '.ts').flatMap(commandsOfSource)],
    script: sourcesIn(join(folder, 'scripts'), '.lua').flatMap(commandsOfScript),
  };
  const all = SENDERS.flatMap((sender) => [...new Set(names[sender])].sort());
  return [...new Set(all)].map((name) => ({
    name,
    senders: SENDERS.filter((sender) => names[sender].includes(name)),
  }));
}

/** The commands that a source in AssemblyScript encodes: `begin("NAME"` or `begin("NAME SUBCOMMAND"`. */
export function commandsOfSource(text: string): string[] {
  return [...text.matchAll(TYPED_COMMAND)].map(([, name = '']) => name);
}

/** The commands that a Lua script calls. */
export function commandsOfScript(text: string): string[] {
  return [...text.matchAll(SCRIPT_CALL)].map(([, name = '']) => name.toUpperCase());
}

/** All sources of the plugin's Redis layer in one text. */
export function redisSources(folder = REDIS_FOLDER): string {
  return [...sourcesIn(join(folder, 'commands'), '.ts'), ...sourcesIn(join(folder, 'scripts'), '.lua')].join(
    '\n',
  );
}

function sourcesIn(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(ending));
  return files.sort().map((file) => readFileSync(join(folder, file), 'utf8'));
}
