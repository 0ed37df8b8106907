import { ErrorReply } from 'redis';
import type { RedisClient } from '../../servers/redis-server.ts';

/** What a server says of a command; arity counts the name, and is negative for "at least". */
export type CommandFacts = { arity: number; flags: readonly string[]; categories: readonly string[] };

/** A server's answers by command; undefined for one it does not have. `since` is empty before Redis 7. */
export type ServerFacts = {
  commands: ReadonlyMap<string, CommandFacts | undefined>;
  since: ReadonlyMap<string, string>;
};

type Info = [name: string, arity: number, flags: string[], ...keys: [number, number, number], string[]];

/** Asks a server about commands by COMMAND INFO and COMMAND DOCS; nothing is written. */
export async function askServer(redis: RedisClient, names: readonly string[]): Promise<ServerFacts> {
  const since = await sinceVersions(redis, names);
  // Without DOCS there is no table of subcommands either: what is said of the command holds for all.
  const nameOf = (name: string) => (since === undefined ? name.split(' ', 1)[0]! : joined(name));
  const replies = (await redis.sendCommand(['COMMAND', 'INFO', ...names.map(nameOf)])) as unknown;
  const infos = replies as (Info | null)[];
  const commands = names.map((name, index) => [name, factsOf(infos[index] ?? null)] as const);
  return { commands: new Map(commands), since: since ?? new Map() };
}

function factsOf(info: Info | null): CommandFacts | undefined {
  if (info === null) return undefined;
  const [, arity, flags, , , , categories] = info;
  return { arity, flags, categories };
}

/** Undefined when the server has no COMMAND DOCS. */
async function sinceVersions(
  redis: RedisClient,
  names: readonly string[],
): Promise<Map<string, string> | undefined> {
  try {
    const reply = (await redis.sendCommand(['COMMAND', 'DOCS', ...names.map(joined)])) as unknown;
    const docs = pairs<string[]>(reply as unknown[]);
    return new Map(
      names.map((name) => [name, pairs<string>(docs.get(joined(name)) ?? []).get('since') ?? '']),
    );
  } catch (error) {
    if (error instanceof ErrorReply) return undefined;
    throw error;
  }
}

/** As servers write it: `xgroup|create`. */
function joined(name: string): string {
  return name.toLowerCase().replace(' ', '|');
}

/** A map that came as a flat array. */
function pairs<Value>(flat: readonly unknown[]): Map<string, Value> {
  const map = new Map<string, Value>();
  for (let at = 0; at + 1 < flat.length; at += 2) map.set(String(flat[at]), flat[at + 1] as Value);
  return map;
}
