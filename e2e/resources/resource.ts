import { stringify } from 'yaml';

/** The folder of the gateway's data directory that a kind is kept in. */
export const FOLDER_OF = {
  McpBridge: 'mcpbridges',
  Ingress: 'ingresses',
  WasmPlugin: 'wasmplugins',
  ConfigMap: 'configmaps',
  Secret: 'secrets',
} as const;

export type Kind = keyof typeof FOLDER_OF;

export type Metadata = { name: string; namespace: string; annotations?: Record<string, string> };

/** A custom resource as it would be applied to a cluster. */
export type Resource = { apiVersion: string; kind: Kind; metadata: Metadata; [section: string]: unknown };

/** The text of a resource file, for what the builders can't make: mistakes above all. */
export type ResourceText = { kind: Kind; name: string; text: string };

export type AnyResource = Resource | ResourceText;

export const NAMESPACE = 'higress-system';

export function isText(resource: AnyResource): resource is ResourceText {
  return !('metadata' in resource);
}

export function nameOf(resource: AnyResource): string {
  return isText(resource) ? resource.name : resource.metadata.name;
}

/** Where the resource lies, relative to the gateway's data directory. */
export function dataFile(resource: AnyResource): string {
  return `${FOLDER_OF[resource.kind]}/${nameOf(resource)}.yaml`;
}

export function textOf(resource: AnyResource): string {
  // The gateway reads YAML 1.1, where more words need quotes than in 1.2.
  return isText(resource) ? resource.text : stringify(resource, { version: '1.1' });
}
