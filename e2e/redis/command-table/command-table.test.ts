import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { REDIS_TITLES } from '../../../scripts/provision/redis-servers.ts';
import { onEveryRedis, redisServers } from '../../servers/every-redis.ts';
import { type CommandFacts, type ServerFacts } from './command-facts.ts';
import { faultsOf, isOlder } from './command-rules.ts';
import { factsOfServers } from './facts-of-servers.ts';
import { readTable, versionsPage } from './page.ts';
import { commandsOfScript, commandsOfSource, redisSources, sentCommands } from './sent-commands.ts';

const page = readFileSync(new URL('../../../docs/redis-versions.md', import.meta.url), 'utf8');
const commands = sentCommands();
const facts = await factsOfServers(
  redisServers.present,
  commands.map(({ name }) => name),
);

onEveryRedis((_, title) => {
  test('says of every command what docs/redis-versions.md says; npx tsx scripts/redis-versions.ts writes it', ({
    skip,
  }) => {
    skip(!REDIS_TITLES.includes(title), 'the page has no column for it');
    const only = new Map([[title, facts.get(title)!]]);
    expect(versionsPage(commands, REDIS_TITLES, only, page)).toBe(page);
  });

  test('knows every command that is not younger than itself', () => {
    const told = facts.get(title)!.commands;
    const unknown = commands.filter(({ name }) => told.get(name) === undefined);
    const since = readTable(page);
    expect(unknown.filter(({ name }) => !isOlder(title, since.get(name)?.get('since') ?? ''))).toEqual([]);
  });

  test('would neither wait for one of them, nor keep a connection in another state', () => {
    const told = facts.get(title)!.commands;
    const faults = commands.flatMap((command) => {
      const fact = told.get(command.name);
      return fact === undefined ? [] : faultsOf(command, fact, redisSources());
    });
    expect(faults).toEqual([]);
  });
});

test('the commands of sources are found by what encodes or calls them', () => {
  expect(commandsOfSource('this.begin("XGROUP CREATE", 6); writer.begin(\n    "GET", 2)')).toEqual([
    'XGROUP CREATE',
    'GET',
  ]);
  expect(commandsOfSource('begin(parts); rebegin("NO")')).toEqual([]);
  expect(commandsOfScript(`redis.call('get', KEYS[1]) redis.pcall("INCR", k)`)).toEqual(['GET', 'INCR']);
  expect(commands.filter(({ senders }) => senders.includes('script')).map(({ name }) => name)).toContain(
    'INCR',
  );
});

test('commands that block, change a shared connection or fail in a script are faults', () => {
  const facts = (flags: string[], ...categories: string[]): CommandFacts => ({ arity: 1, flags, categories });
  const plugin = (name: string) => ({ name, senders: ['plugin'] }) as const;
  expect(faultsOf(plugin('BLPOP'), facts(['write', 'blocking']), '')).toEqual([
    'BLPOP may block: every call behind it on the connection waits',
  ]);
  expect(faultsOf(plugin('BLPOP'), facts(['write'], '@blocking'), '')).toHaveLength(1);
  expect(faultsOf(plugin('SELECT'), facts(['fast'], '@connection'), '')).toEqual([
    'SELECT changes the state of a connection that others share',
  ]);
  expect(faultsOf(plugin('MULTI'), facts([], '@transaction'), '')).toHaveLength(1);
  expect(faultsOf(plugin('SSUBSCRIBE'), facts([], '@pubsub'), '')).toHaveLength(1);
  expect(faultsOf(plugin('PUBLISH'), facts([], '@pubsub'), '')).toEqual([]);
  expect(faultsOf(plugin('PING'), facts(['fast'], '@connection'), '')).toEqual([]);
  expect(faultsOf({ name: 'EVAL', senders: ['script'] }, facts(['noscript']), '')).toHaveLength(1);
  expect(faultsOf({ name: 'AUTH', senders: ['gateway'] }, facts(['noscript'], '@connection'), '')).toEqual(
    [],
  );
});

test('a command that blocks only when it is asked to is a fault with the word for it', () => {
  const facts: CommandFacts = { arity: -4, flags: ['readonly', 'blocking'], categories: [] };
  const command = { name: 'XREAD', senders: ['plugin'] } as const;
  expect(faultsOf(command, facts, 'writer.word("COUNT")')).toEqual([]);
  expect(faultsOf(command, facts, 'writer.word("BLOCK")')).toHaveLength(1);
});

test('the page keeps the columns of servers that are not here, and says when nobody was asked', () => {
  const get = { name: 'GET', senders: ['plugin'] } as const;
  const incr = { name: 'INCR', senders: ['plugin'] } as const;
  const told: ServerFacts = {
    commands: new Map([['GET', { arity: 2, flags: ['fast', 'readonly'], categories: [] }]]),
    since: new Map([['GET', '1.0.0']]),
  };
  const first = versionsPage([get], ['A', 'B'], new Map([['A', told]]), '');
  expect(first).toContain('| `GET` | plugin | 1.0.0 | 2 readonly fast | ? |\n');
  const second = versionsPage([get, incr], ['A', 'B'], new Map([['B', told]]), first);
  expect(second).toContain('| `GET` | plugin | 1.0.0 | 2 readonly fast | 2 readonly fast |\n');
  expect(second).toContain('| `INCR` | plugin | ? | ? | no |\n');
});

test('a server is older than a command by the numbers of its version', () => {
  expect(isOlder('Redis 6.2.14', '7.0.0')).toBe(true);
  expect(isOlder('Redis 6.2.14', '6.2.0')).toBe(false);
  expect(isOlder('Redis 10.0.0', '7.0.0')).toBe(false);
  expect(isOlder('Redis 6.2.14', '')).toBe(false);
});
