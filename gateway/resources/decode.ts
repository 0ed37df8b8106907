import { Field } from './field.ts';
import type {
  Backend,
  Endpoints,
  Ingress,
  McpBridge,
  Resource,
  Resources,
  Service,
  WasmPlugin,
} from './kinds.ts';
import { readPluginSpec } from './plugin-spec.ts';
import type { Problem } from './problem.ts';
import { readYaml } from './yaml.ts';

const PATH_TYPES = ['ImplementationSpecific', 'Exact', 'Prefix'] as const;

/** The folders of DIR, and the list of `Resources` each fills. */
export const FOLDERS = {
  mcpbridges: 'mcpBridges',
  ingresses: 'ingresses',
  wasmplugins: 'wasmPlugins',
  configmaps: 'configMaps',
  secrets: 'secrets',
  services: 'services',
  endpoints: 'endpoints',
} as const satisfies Record<string, keyof Resources>;
export type Folder = keyof typeof FOLDERS;

type Reader = (name: string, root: Field) => Resource;

const READERS: Record<Folder, Reader> = {
  mcpbridges: readMcpBridge,
  ingresses: readIngress,
  wasmplugins: readWasmPlugin,
  configmaps: (name, root) => ({ name, data: root.at('data').stringMap() }),
  secrets: (name, root) => ({ name, data: root.at('data').stringMap() }),
  services: readService,
  endpoints: readEndpoints,
};

/** Turns the text of one file into its resource, or into everything that is wrong with it. */
export function decodeResource(
  folder: Folder,
  name: string,
  file: string,
  text: string,
): Resource | Problem[] {
  const yaml = readYaml(file, text);
  if (!('content' in yaml)) return [yaml];
  const root = Field.root(yaml);
  const resource = READERS[folder](name, root);
  return root.problems.length === 0 ? resource : root.problems;
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

function readService(name: string, root: Field): Service {
  const ports = root.at('spec').at('ports').list();
  return {
    name,
    ports: ports.map((entry) => {
      const port = entry.at('port').integer();
      const targetPort = entry.at('targetPort');
      return {
        name: entry.at('name').string(),
        port,
        targetPort: targetPort.isAbsent ? port : targetPort.integerOrString(),
      };
    }),
  };
}

function readEndpoints(name: string, root: Field): Endpoints {
  const subsets = root.at('subsets').list();
  return {
    name,
    subsets: subsets.map((subset) => ({
      addresses: subset
        .at('addresses')
        .list()
        .map((address) => address.at('ip').string()),
      ports: subset
        .at('ports')
        .list()
        .map((port) => ({
          name: port.at('name').string(),
          port: port.at('port').integer(),
        })),
    })),
  };
}
