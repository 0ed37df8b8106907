import type { Json } from '../resources/kinds.ts';

/** One line of Envoy's log. */
export interface LogLine {
  thread: string;
  level: string;
  component: string;
  message: string;
  /** What a plugin itself said, without the prefix; absent for Envoy's own words. */
  plugin?: { prefix: string; message: string };
}

/** The fields of a line are parted by tabs; the message is escaped as inside a JSON string, so it is one line. */
export const LOG_FORMAT = '%t\t%l\t%n\t%j';

const LINE = /^(\d+)\t([a-z]+)\t([^\t]*)\t(.*)$/;
// `wasm log NAME ROOT_ID VM_ID: text`; empty parts are left out, and a root context leaves out the name.
const PLUGIN = /^wasm log((?: [^ :]*)*): (.*)$/s;

/** Undefined for text that is no log line, such as the output of a crash. */
export function parseLogLine(text: string): LogLine | undefined {
  const [, thread, level, component, escaped] = LINE.exec(text) ?? [];
  if (thread === undefined || level === undefined || component === undefined || escaped === undefined)
    return undefined;
  const message = unescape(escaped);
  const [, prefix, said] = component === 'wasm' ? (PLUGIN.exec(message) ?? []) : [];
  const line = { thread, level, component, message };
  return prefix === undefined || said === undefined
    ? line
    : { ...line, plugin: { prefix: prefix.trim(), message: said } };
}

function unescape(text: string): string {
  try {
    const value = JSON.parse(`"${text}"`) as Json;
    return typeof value === 'string' ? value.trimEnd() : text;
  } catch (error) {
    // Envoy cuts very long messages, perhaps in the middle of an escape.
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
