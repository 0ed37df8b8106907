import type { RedisProgram } from '../../../scripts/provision/redis-servers.ts';
import { RedisServer } from '../../servers/redis-server.ts';
import { askServer, type ServerFacts } from './command-facts.ts';

/** Starts each server for as long as it takes to ask it; the answers by title. */
export async function factsOfServers(
  servers: readonly RedisProgram[],
  names: readonly string[],
): Promise<Map<string, ServerFacts>> {
  const facts = new Map<string, ServerFacts>();
  for (const { title, program, env } of servers) {
    const server = await RedisServer.start({ binary: program, env });
    try {
      facts.set(title, await askServer(await server.client(), names));
    } finally {
      await server.stop();
    }
  }
  return facts;
}
