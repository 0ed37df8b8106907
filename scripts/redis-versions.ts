import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { factsOfServers } from '../e2e/redis/command-table/facts-of-servers.ts';
import { versionsPage } from '../e2e/redis/command-table/page.ts';
import { sentCommands } from '../e2e/redis/command-table/sent-commands.ts';
import { step } from './console/progress.mjs';
import { provideRedisServers, REDIS_TITLES } from './provision/redis-servers.ts';

const PAGE = fileURLToPath(new URL('../docs/redis-versions.md', import.meta.url));

const { present, absent } = await step('every Redis and Valkey', provideRedisServers);
for (const { title, reason } of absent) console.log(`${title} is left as it is: ${reason}`);
const commands = sentCommands();
const facts = await factsOfServers(
  present,
  commands.map(({ name }) => name),
);
const before = existsSync(PAGE) ? readFileSync(PAGE, 'utf8') : '';
writeFileSync(PAGE, versionsPage(commands, REDIS_TITLES, facts, before));
