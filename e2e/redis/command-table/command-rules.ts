import type { CommandFacts } from './command-facts.ts';
import type { SentCommand } from './sent-commands.ts';

/** Commands that wait only when they are sent with this word. */
const WAITS_WITH: Readonly<Record<string, string>> = { XREAD: 'BLOCK', XREADGROUP: 'BLOCK' };

/** A connection is shared by all plugins and streams of a worker, so nobody may leave it in another state. */
const CHANGES_CONNECTION = ['connection', 'transaction'];
const LEAVES_CONNECTION = ['PING', 'ECHO'];
const TAKES_CONNECTION = /SUBSCRIBE$|^(MONITOR|SYNC|PSYNC)$/;

/**
 * Why the plugin may not send a command, or call it in a script; empty when it may. `sources` is the text of what sends
 * it. The gateway's own commands are those that set a connection up, and not the subject here.
 */
export function faultsOf({ name, senders }: SentCommand, facts: CommandFacts, sources: string): string[] {
  if (!senders.includes('plugin') && !senders.includes('script')) return [];
  const { flags, categories } = facts;
  const has = (word: string) => flags.includes(word) || categories.includes(`@${word}`);
  const faults: string[] = [];
  const word = WAITS_WITH[name];
  if (has('blocking') && (word === undefined || sources.includes(`"${word}"`))) {
    faults.push(`${name} may block: every call behind it on the connection waits`);
  }
  const isState = CHANGES_CONNECTION.some(has) && !LEAVES_CONNECTION.includes(name);
  if (isState || TAKES_CONNECTION.test(name)) {
    faults.push(`${name} changes the state of a connection that others share`);
  }
  if (senders.includes('script') && flags.includes('noscript'))
    faults.push(`${name} can't be called in a script`);
  return faults;
}

/** Whether a server of that title, as `Redis 6.2.14`, came before the version that brought a command. */
export function isOlder(title: string, since: string): boolean {
  const version = title.split(' ').at(-1) ?? '';
  return version.localeCompare(since, 'en', { numeric: true }) < 0;
}
