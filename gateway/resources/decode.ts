import { isIgnoredAnnotation } from './annotations.ts';
import { Field } from './field.ts';
import type {
  Backend,
  ConfigMap,
  Endpoints,
  Ingress,
  McpBridge,
  Resource,
  Resources,
  Secret,
  Service,
  WasmPlugin,
} from './kinds.ts';
import { CONFIG_MAP } from './kinds.ts';
import { readPluginSpec } from './plugin-spec.ts';
import type { Problem } from './problem.ts';
import { readYaml } from './yaml.ts';

const PATH_TYPES = ['ImplementationSpecific', 'Exact', 'Prefix'] as const;

/** The folders of DIR, the kind of what lies in each, and the list of `Resources` it fills. */
export const FOLDERS = {
  mcpbridges: { kind: 'McpBridge', list: 'mcpBridges' },
  ingresses: { kind: 'Ingress', list: 'ingresses' },
  wasmplugins: { kind: 'WasmPlugin', list: 'wasmPlugins' },
  configmaps: { kind: 'ConfigMap', list: 'configMaps' },
  secrets: { kind: 'Secret', list: 'secrets' },
  services: { kind: 'Service', list: 'services' },
  endpoints: { kind: 'Endpoints', list: 'endpoints' },
} as const satisfies Record<string, { kind: string; list: keyof Resources }>;
export type Folder = keyof typeof FOLDERS;

type Reader = (name: string, root: Field) => Resource;

const READERS: Record<Folder, Reader> = {
  mcpbridges: readMcpBridge,
  ingresses: readIngress,
  wasmplugins: readWasmPlugin,
  configmaps: readConfigMap,
  secrets: readSecret,
  services: readService,
  endpoints: readEndpoints,
};

export interface Decoded {
  /** Undefined when there are problems. */
  resource: Resource | undefined;
  problems: Problem[];
  /** Fields that the file sets and nobody reads. */
  unused: Problem[];
}

/** Turns the text of one file into its resource, or into everything that is wrong with it. */
export function decodeResource(folder: Folder, name: string, file: string, text: string): Decoded {
  const isSecret = folder === 'secrets';
  const yaml = readYaml(file, text);
  if (!('content' in yaml)) {
    // The parser may quote what it stumbles over.
    const problem = isSecret ? { ...yaml, message: 'can not be read as YAML' } : yaml;
    return { resource: undefined, problems: [problem], unused: [] };
  }
  const root = Field.root(yaml, { isConfidential: isSecret });
  const resource = READERS[folder](name, root);
  acceptEnvelope(root);
  const { problems, unused } = root;
  return { resource: problems.length === 0 ? resource : undefined, problems, unused };
}

/** What every object has. The name is the file's, whatever stands here. */
function acceptEnvelope(root: Field): void {
  for (const name of ['apiVersion', 'kind', 'status']) root.at(name).accepted();
  const metadata = root.at('metadata');
  for (const name of metadata.keys) if (name !== 'annotations') metadata.at(name).accepted();
  const annotations = metadata.at('annotations');
  for (const key of annotations.keys) {
    if (isIgnoredAnnotation(key)) annotations.at(key).ignored();
    else annotations.at(key).accepted();
  }
}

function readConfigMap(name: string, root: Field): ConfigMap {
  const data = root.at('data');
  if (name !== CONFIG_MAP) data.ignored();
  return { name, data: data.stringMap() };
}

function readSecret(name: string, root: Field): Secret {
  for (const field of ['type', 'immutable']) root.at(field).accepted();
  return { name, data: root.at('data').base64Map() };
}

function readMcpBridge(name: string, root: Field): McpBridge {
  const registries = root.at('spec').at('registries').list();
  return {
    name,
    registries: registries.map((registry) => ({
      name: registry.at('name').string(),
      type: registry.at('type').string(),
      domain: registry.at('domain').string(),
      port: registry.at('port').integer(),
      protocol: registry.at('protocol').string(),
      sni: registry.at('sni').string(),
    })),
  };
}

function readIngress(name: string, root: Field): Ingress {
  const spec = root.at('spec');
  const defaultBackend = spec.at('defaultBackend');
  const rules = spec.at('rules').list();
  // The all-in-one gateway serves every class.
  spec.at('ingressClassName').accepted();
  return {
    name,
    annotations: root.at('metadata').at('annotations').stringMap(),
    rules: rules.map((rule) => ({
      host: rule.at('host').string(),
      paths: rule
        .at('http')
        .at('paths')
        .list()
        .map((path) => ({
          path: path.at('path').string('/'),
          pathType: path.at('pathType').oneOf(PATH_TYPES, 'ImplementationSpecific'),
          backend: readBackend(path.at('backend')),
        })),
    })),
    ...(defaultBackend.isAbsent ? {} : { defaultBackend: readBackend(defaultBackend) }),
  };
}

function readBackend(backend: Field): Backend {
  const service = backend.at('service');
  // With it `destination` says where to; its name is always that of the McpBridge.
  backend.at('resource').accepted();
  if (service.isAbsent) return {};
  const port = service.at('port');
  const number = port.at('number').integer();
  return {
    service: { name: service.at('name').string(), port: number === 0 ? port.at('name').string() : number },
  };
}

function readWasmPlugin(name: string, root: Field): WasmPlugin {
  const spec = root.at('spec');
  readPluginSpec(spec);
  return { name, spec: spec.object() };
}

const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer', 'ExternalName'] as const;
// How a cluster reaches the pods of a Service; here the Endpoints say where they are.
const POD_FIELDS = ['selector', 'clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'sessionAffinity'];

function readService(name: string, root: Field): Service {
  const spec = root.at('spec');
  for (const field of POD_FIELDS) spec.at(field).accepted();
  const isExternal = spec.at('type').oneOf(SERVICE_TYPES, 'ClusterIP') === 'ExternalName';
  return {
    name,
    ...(isExternal && { externalName: spec.at('externalName').domain() }),
    ports: spec.at('ports').list().map(readServicePort),
  };
}

function readServicePort(entry: Field): Service['ports'][number] {
  // Where the pods listen; here the Endpoints say it.
  for (const field of ['protocol', 'targetPort']) entry.at(field).accepted();
  return {
    name: entry.at('name').string(),
    port: entry.at('port').port(),
    protocol: entry.at('appProtocol').string(),
  };
}

function readEndpoints(name: string, root: Field): Endpoints {
  const subsets = root.at('subsets').list();
  return {
    name,
    subsets: subsets.map((subset) => ({
      addresses: readAddresses(subset),
      ports: subset.at('ports').list().map(readEndpointPort),
    })),
  };
}

/** Pods that are not ready get no requests. */
function readAddresses(subset: Field): string[] {
  subset.at('notReadyAddresses').accepted();
  return subset
    .at('addresses')
    .list()
    .map((address) => {
      for (const name of ['hostname', 'nodeName', 'targetRef']) address.at(name).accepted();
      return address.at('ip').ip();
    });
}

function readEndpointPort(port: Field): Endpoints['subsets'][number]['ports'][number] {
  for (const name of ['protocol', 'appProtocol']) port.at(name).accepted();
  return { name: port.at('name').string(), port: port.at('port').port() };
}
