import type { LogLine } from './log-line.ts';

const FAILED_PLUGIN = /^Plugin (\S+) failed to load$/;
const REJECTED = /^(?:Filesystem|gRPC) config update rejected: (.*)$/s;
const GRAVE = ['error', 'critical'];
const KEPT_LINES = 50;
const QUOTED_WARNINGS = 3;

// Envoy's own words around a refusal that say nothing new.
export const NOISE =
  /^(?:Wasm VM failed Failed to configure|Plugin \S+ failed to load|Plugin configured to fail closed)/;

/** Finds in Envoy's log why it refused a configuration; for a plugin, in the plugin's own words. */
export class FailureLog {
  readonly #recent = new Map<string, LogLine[]>();
  readonly #byPlugin = new Map<string, string>();
  #failedPlugin = '';
  #other = '';

  add(line: LogLine): void {
    const rejected = REJECTED.exec(line.message)?.[1];
    if (rejected !== undefined) {
      if (this.#failedPlugin === '') this.#other = rejected;
      this.#failedPlugin = '';
      this.#recent.clear();
    } else if (line.component === 'wasm') {
      const lines = [...(this.#recent.get(line.thread) ?? []), line].slice(-KEPT_LINES);
      this.#recent.set(line.thread, lines);
      const plugin = FAILED_PLUGIN.exec(line.message)?.[1];
      if (plugin === undefined) return;
      this.#failedPlugin = plugin;
      this.#byPlugin.set(plugin, explain(lines));
    }
  }

  /** Forgets what was said before a new configuration is handed over. */
  clear(): void {
    this.#recent.clear();
    this.#byPlugin.clear();
    this.#failedPlugin = '';
    this.#other = '';
  }

  /** Why the plugin's configuration was refused; empty while the log says nothing. */
  ofPlugin(name: string): string {
    return this.#byPlugin.get(name) || this.#other;
  }

  /** Why something other than a plugin was refused; empty while the log says nothing. */
  get other(): string {
    return this.#other;
  }
}

/** The gravest the plugin said, else what the runtime said; with the last warnings, which often hold the cause. */
function explain(lines: LogLine[]): string {
  const said = lines.filter(({ plugin }) => plugin !== undefined);
  const grave = said.filter(({ level }) => GRAVE.includes(level));
  const warned = said.filter(({ level }) => level === 'warning' || level === 'warn');
  const runtime = lines.filter((line) => line.plugin === undefined && !NOISE.test(line.message));
  const chosen = [grave, runtime, warned].find((candidates) => candidates.length > 0) ?? [];
  const main = textOf(chosen) || 'the plugin refused its configuration without saying why';
  const warnings = chosen === warned ? '' : textOf(warned.slice(-QUOTED_WARNINGS));
  return warnings === '' ? main : `${main} (it warned: ${warnings})`;
}

function textOf(lines: LogLine[]): string {
  return [...new Set(lines.map(({ plugin, message }) => plugin?.message ?? message))].join('; ');
}
