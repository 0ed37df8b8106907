import { readdirSync, readFileSync } from 'node:fs';

/** A process that descends from this one. */
export type Descendant = { pid: number; command: string };

/** Every process started by this one, or by those it started. Linux only: it reads /proc. */
export function descendants(ancestor = process.pid): Descendant[] {
  const children = new Map<number, Descendant[]>();
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const status = readStat(Number(entry));
    if (status === undefined) continue;
    const siblings = children.get(status.parent) ?? [];
    siblings.push({ pid: Number(entry), command: status.command });
    children.set(status.parent, siblings);
  }
  const below = (pid: number): Descendant[] =>
    (children.get(pid) ?? []).flatMap((child) => [child, ...below(child.pid)]);
  return below(ancestor);
}

/** Nanoseconds of CPU that all threads of a process have had so far. */
export function cpuTime(pid: number): number {
  return readdirSync(`/proc/${pid}/task`)
    .map((task) => readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8'))
    .reduce((sum, text) => sum + Number(text.split(' ')[0]), 0);
}

/** Undefined for a process that has just ended. */
function readStat(pid: number): { command: string; parent: number } | undefined {
  try {
    // The command stands in parentheses and may hold some itself.
    const [, command, rest] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    if (command === undefined || rest === undefined) return undefined;
    return { command, parent: Number(rest.split(' ')[1]) };
  } catch {
    return undefined;
  }
}
