import { type AnyResource, isText, textOf } from '../resources/resource.ts';

/** Envoy's own form, `[level][wasm] … wasm log NAME …: text`, and the one Istio's agent gives it, parted by tabs. */
const WASM_LOG =
  /(?:\[(\w+)\]\[wasm\]|\t(\w+)\tenvoy wasm ).*?\bwasm log ([^:\s]+)[^:]*: (.*?)(?:\tthread=\d+)?$/;
const NAMESPACE_PREFIX = /^higress-system\./;

/** The text of a resource's file. The API server of all-in-one wants every version to have a number of its own. */
export function versionedText(resource: AnyResource, version: number): string {
  if (isText(resource)) return textOf(resource);
  const metadata = { ...resource.metadata, resourceVersion: String(version) };
  return textOf({ ...resource, metadata });
}

/** A line of gateway.log as the suites read it: what plugins say, in the form of the local gateway. */
export function suiteLine(line: string): string {
  const [, plainLevel, agentLevel, plugin = '', message] = WASM_LOG.exec(line) ?? [];
  const level = plainLevel ?? agentLevel;
  if (level === undefined) return line;
  return `plugin ${plugin.replace(NAMESPACE_PREFIX, '')} ${level}: ${message}`;
}

/** True if Envoy's configuration has the plugin of this name, and not just one whose name begins with it. */
export function namesPlugin(dump: string, name: string): boolean {
  const literal = name.replace(/[.\\]/g, '\\$&');
  return new RegExp(`(?<![\\w.-])higress-system\\.${literal}(?![\\w-]|\\.\\w)`).test(dump);
}
