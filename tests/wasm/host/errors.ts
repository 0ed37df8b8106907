import type { LogLine } from './recorder.ts';

/** The module can't be loaded by the gateway; the message names the import or export at fault. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

/** A hostcall other than log while the module initialises. The gateway traps here. */
export class RestrictedPhaseError extends Error {
  override readonly name = 'RestrictedPhaseError';
}

/** on_vm_start or on_configure said no; `lines` is what the module logged while saying so. */
export class ConfigureError extends Error {
  override readonly name = 'ConfigureError';
  constructor(
    message: string,
    readonly lines: readonly LogLine[],
  ) {
    super([message, ...lines.map((line) => `  ${line.level}: ${line.text}`)].join('\n'));
  }
}

/** The module trapped: every stream of its VM is lost on a real gateway. */
export class TrapError extends Error {
  override readonly name = 'TrapError';
  constructor(callback: string, trap: Error, lines: readonly LogLine[]) {
    const frames = (trap.stack ?? '').split('\n').filter((line) => /wasm:\/\/|wasm-function/.test(line));
    const logged = lines.map((line) => `  ${line.level}: ${line.text}`);
    super([`${callback} trapped: ${trap.message}`, ...logged, ...frames].join('\n'), { cause: trap });
  }
}
