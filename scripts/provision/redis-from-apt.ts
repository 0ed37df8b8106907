import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../process/run.mjs';
import { cacheFolder } from './cache-folder.ts';
import { ProvisionError, type Report } from './provision-error.ts';
import { findOnPath } from './search-path.ts';

/** The server, and the libraries it needs that a small system may lack. */
const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];
const TIME_LIMIT_MS = 120_000;

/**
 * The redis-server of this Debian or Ubuntu, unpacked into the cache and not installed: that takes no root, starts no
 * service and leaves PATH alone. apt checks the packages against its signed lists.
 */
export async function redisFromApt(
  version: string,
  report: Report,
): Promise<{ program: string; env: Record<string, string> }> {
  for (const tool of ['apt-get', 'apt-cache', 'dpkg-deb']) {
    if (findOnPath(tool) === undefined) {
      throw new ProvisionError(`it comes from apt and there is no ${tool}`, 'put that version on PATH');
    }
  }
  const home = join(cacheFolder(), `redis-${version}-apt`);
  if (!existsSync(home)) {
    await checkCandidate(version, report);
    await unpack(home, report);
  }
  const libraries = join(home, 'usr', 'lib');
  const folders = readdirSync(libraries).filter((name) => name.includes('-linux-'));
  const path = [...folders.map((name) => join(libraries, name)), libraries].join(':');
  return { program: join(home, 'usr', 'bin', 'redis-server'), env: { LD_LIBRARY_PATH: path } };
}

async function checkCandidate(version: string, report: Report): Promise<void> {
  let candidate = await candidateVersion();
  if (candidate === undefined && process.getuid?.() === 0) {
    report('apt-get update');
    await run('apt-get', ['update', '-q'], { timeoutMs: TIME_LIMIT_MS });
    candidate = await candidateVersion();
  }
  if (candidate === undefined) {
    throw new ProvisionError('apt knows no redis-server', 'run apt-get update as root');
  }
  if (!candidate.includes(version)) {
    throw new ProvisionError(`apt has redis-server ${candidate}`, 'put that version on PATH');
  }
}

/** As `5:7.0.15-1~deb12u10`; undefined while apt has no lists, or none with a redis-server. */
async function candidateVersion(): Promise<string | undefined> {
  const { output } = await run('apt-cache', ['policy', 'redis-server'], { env: { LC_ALL: 'C' } });
  const [, candidate] = /^ {2}Candidate: (\S+)/m.exec(output) ?? [];
  return candidate === '(none)' ? undefined : candidate;
}

async function unpack(home: string, report: Report): Promise<void> {
  const draft = `${home}.${randomUUID()}`;
  const content = join(draft, 'content');
  mkdirSync(content, { recursive: true });
  try {
    report(`apt-get download ${PACKAGES.join(' ')}`);
    await download(draft);
    for (const file of readdirSync(draft).filter((name) => name.endsWith('.deb'))) {
      const { code, output } = await run('dpkg-deb', ['-x', join(draft, file), content]);
      if (code !== 0)
        throw new ProvisionError(`${file} can't be unpacked: ${output}`, 'run the same command again');
    }
    renameSync(content, home);
  } catch (error) {
    // Another process was faster.
    if (!existsSync(home)) throw error;
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function download(folder: string): Promise<void> {
  // As root apt would download as a user of its own, who can't get into our folder.
  const options = ['download', '-q', '-o', 'APT::Sandbox::User=root'];
  const { code, output } = await run('apt-get', [...options, ...PACKAGES], {
    cwd: folder,
    timeoutMs: TIME_LIMIT_MS,
  });
  if (code !== 0) {
    throw new ProvisionError(`apt-get could not download it: ${output.trim()}`, 'run apt-get update as root');
  }
}
