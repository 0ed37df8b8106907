import { commandName } from './command.ts';

const STATE = 'changes the state of a connection that other plugins share';
const PUSHES = 'makes Redis send messages that no call waits for';
const BLOCKS = 'keeps every other call on the connection waiting';
const TRANSACTION = 'takes in commands of other plugins, which share the connection; use a script';
const NO_REPLY = 'changes which replies come, so that calls get those of others';

/** Commands that must not go over a connection shared by all plugins of a worker, and what they break. */
const FORBIDDEN: ReadonlyMap<string, string> = new Map([
  ...['SELECT', 'AUTH', 'HELLO', 'RESET', 'QUIT'].map((name) => [name, STATE] as const),
  ...['SUBSCRIBE', 'PSUBSCRIBE', 'SSUBSCRIBE', 'MONITOR', 'SYNC', 'PSYNC'].map(
    (name) => [name, PUSHES] as const,
  ),
  ...['UNSUBSCRIBE', 'PUNSUBSCRIBE', 'SUNSUBSCRIBE'].map((name) => [name, PUSHES] as const),
  ...[
    'BLPOP',
    'BRPOP',
    'BLMOVE',
    'BLMPOP',
    'BRPOPLPUSH',
    'BZPOPMIN',
    'BZPOPMAX',
    'BZMPOP',
    'WAIT',
    'WAITAOF',
  ].map((name) => [name, BLOCKS] as const),
  ...['MULTI', 'EXEC', 'DISCARD', 'WATCH', 'UNWATCH'].map((name) => [name, TRANSACTION] as const),
]);

/** What a command would do to the other users of its connection; `undefined` when it is harmless. */
export function harmOf(words: readonly Buffer[]): { command: string; harm: string } | undefined {
  const name = commandName(words);
  const harm = FORBIDDEN.get(name);
  if (harm !== undefined) return { command: name, harm };
  if (name === 'CLIENT') {
    const subcommand = words[1]?.toString('latin1').toUpperCase();
    if (subcommand === 'REPLY') return { command: 'CLIENT REPLY', harm: NO_REPLY };
    if (subcommand === 'TRACKING') return { command: 'CLIENT TRACKING', harm: PUSHES };
  }
  const isBlockingRead = name === 'XREAD' || name === 'XREADGROUP';
  if (isBlockingRead && words.slice(1).some((word) => word.toString('latin1').toUpperCase() === 'BLOCK')) {
    return { command: `${name} BLOCK`, harm: BLOCKS };
  }
  return undefined;
}
