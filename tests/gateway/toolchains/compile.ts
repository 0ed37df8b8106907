import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const source = (name: string) => join(import.meta.dirname, name);
const TIMEOUT_MS = 300_000;

/** A compiler that may or may not be on this machine. */
export interface Toolchain {
  language: string;
  /** What would have to be installed. */
  needs: string;
  /** Words of a command that writes the module to `output`; undefined when something is missing. */
  command(output: string): Promise<string[] | undefined>;
}

export const TOOLCHAINS: readonly Toolchain[] = [
  {
    language: 'Rust',
    needs: 'rustc and its library for wasm32-unknown-unknown (Debian: rustc libstd-rust-dev-wasm32)',
    async command(output) {
      const target = ['--target', 'wasm32-unknown-unknown'];
      for (const rustc of programs('rustc')) {
        const library = await run(rustc, ['--print', 'target-libdir', ...target]).catch(() => undefined);
        if (library === undefined || !existsSync(library.stdout.trim())) continue;
        return [rustc, ...target, '-O', '--crate-type', 'cdylib', source('plugin.rs'), '-o', output];
      }
      return undefined;
    },
  },
  {
    language: 'C++',
    needs: 'clang and wasm-ld (Debian: clang lld)',
    async command(output) {
      const [clang] = programs('clang');
      if (clang === undefined || programs('wasm-ld').length === 0) return undefined;
      const linking = ['-nostdlib', '-Wl,--no-entry', '-Wl,--import-memory', '-Wl,--strip-debug'];
      return [clang, '--target=wasm32', '-x', 'c++', '-O2', ...linking, source('plugin.cc'), '-o', output];
    },
  },
  {
    language: 'Go',
    needs: 'go 1.24 or newer',
    async command(output) {
      const [go] = programs('go');
      const version =
        go === undefined ? undefined : await run(go, ['env', 'GOVERSION']).catch(() => undefined);
      const minor = Number(/^go1\.(\d+)/.exec(version?.stdout ?? '')?.[1] ?? 0);
      if (go === undefined || minor < 24) return undefined;
      return [go, 'build', '-buildmode=c-shared', '-ldflags=-s -w', '-o', output, source('plugin.go')];
    },
  },
];

/** The module, or undefined when the toolchain is not here. */
export async function compileWith(toolchain: Toolchain): Promise<Uint8Array | undefined> {
  const directory = await mkdtemp(join(tmpdir(), 'toolchain-'));
  try {
    const output = join(directory, 'plugin.wasm');
    const command = await toolchain.command(output);
    if (command === undefined) return undefined;
    const env = { ...process.env, GOOS: 'wasip1', GOARCH: 'wasm' };
    await run(command[0]!, command.slice(1), { cwd: directory, env, timeout: TIMEOUT_MS });
    return await readFile(output);
  } finally {
    await rm(directory, { recursive: true });
  }
}

/** All programs of that name, as several versions of a compiler may be installed. */
function programs(name: string): string[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).filter((file) => existsSync(file));
}
