import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { docker } from './run.ts';

const SHOWN_LINES = 40;

/** The ends of the log files in a folder of a container, running or not. Never rejects: the cause matters more. */
export async function logTails(container: string, folder: string, copy = copyOut): Promise<string[]> {
  const place = mkdtempSync(join(tmpdir(), 'higress-logs-'));
  try {
    await copy(container, folder, place);
    return tailsOf(place);
  } catch (error) {
    return [`${folder} could not be read: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    rmSync(place, { recursive: true });
  }
}

async function copyOut(container: string, folder: string, place: string): Promise<void> {
  await docker('cp', `${container}:${folder}/.`, place);
}

function tailsOf(place: string): string[] {
  // A link may lead to a device of this machine.
  const files = readdirSync(place, { withFileTypes: true }).filter((entry) => entry.isFile());
  const names = files.map(({ name }) => name).filter((name) => name.endsWith('.log'));
  return names.sort().flatMap((name) => {
    const lines = readFileSync(join(place, name), 'utf8').trimEnd().split('\n');
    return [`==> ${name} <==`, ...lines.slice(-SHOWN_LINES)];
  });
}
