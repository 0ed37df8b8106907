import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `checks` are the tests, probes and people around a gateway. */
export type Sender = 'plugin' | 'script' | 'gateway' | 'checks';

/** A command that something of ours sends, in capitals, with its subcommand as in `XGROUP CREATE`. */
export type SentCommand = { name: string; sender: Sender };

const REDIS_FOLDER = fileURLToPath(new URL('../../../assembly/redis/', import.meta.url));
const TYPED_COMMAND = /\bbegin\(\s*"([A-Z]+(?: [A-Z]+)?)"/g;
const SCRIPT_CALL = /\bredis\.p?call\(\s*['"](\w+)['"]/g;

/** What stands in no source under a pattern of its own. */
const FIXED: readonly SentCommand[] = [
  { name: 'EVALSHA', sender: 'plugin' },
  { name: 'EVAL', sender: 'plugin' },
  { name: 'AUTH', sender: 'gateway' },
  { name: 'SELECT', sender: 'gateway' },
  { name: 'PING', sender: 'checks' },
  { name: 'SCRIPT LOAD', sender: 'checks' },
];

/** Every command once, by its first sender of plugin, script, gateway, checks, then by name. */
export function sentCommands(folder = REDIS_FOLDER): SentCommand[] {
  const typed = sourcesIn(join(folder, 'commands'), '.ts').flatMap(commandsOfSource);
  const called = sourcesIn(join(folder, 'scripts'), '.lua').flatMap(commandsOfScript);
  const byName = new Map<string, SentCommand>();
  for (const command of [...typed.map(by('plugin')), ...called.map(by('script')), ...FIXED]) {
    if (!byName.has(command.name)) byName.set(command.name, command);
  }
  const rank = ({ sender }: SentCommand) => ['plugin', 'script', 'gateway', 'checks'].indexOf(sender);
  return [...byName.values()].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
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

function by(sender: Sender): (name: string) => SentCommand {
  return (name) => ({ name, sender });
}

function sourcesIn(folder: string, ending: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(ending));
  return files.sort().map((file) => readFileSync(join(folder, file), 'utf8'));
}
