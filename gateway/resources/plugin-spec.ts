import { FAIL_STRATEGIES, PHASES } from './kinds.ts';
import type { JsonObject, MatchRule, PluginSpec } from './kinds.ts';
import { Field } from './field.ts';

const PULL_POLICIES = ['UNSPECIFIED_POLICY', 'IfNotPresent', 'Always'] as const;
const ENV_SOURCES = ['INLINE', 'HOST'] as const;
const ROUTE_TYPES = ['HTTP', 'GRPC'] as const;

/** Reads the spec of a WasmPlugin; problems are noted on `spec`. */
export function readPluginSpec(spec: Field): PluginSpec {
  spec.at('imagePullPolicy').ignored().oneOf(PULL_POLICIES, 'UNSPECIFIED_POLICY');
  for (const name of ['imagePullSecret', 'verificationKey']) spec.at(name).ignored().string();
  return {
    url: spec.at('url').string(),
    sha256: spec.at('sha256').string(),
    phase: spec.at('phase').oneOf(PHASES, 'UNSPECIFIED_PHASE'),
    priority: spec.at('priority').integer(),
    failStrategy: spec.at('failStrategy').oneOf(FAIL_STRATEGIES, 'FAIL_CLOSE'),
    pluginName: spec.at('pluginName').string(),
    pluginConfig: spec.at('pluginConfig').freeForm(),
    defaultConfig: spec.at('defaultConfig').freeForm(),
    defaultConfigDisable: spec.at('defaultConfigDisable').boolean(),
    matchRules: spec.at('matchRules').list().map(readMatchRule),
    env: spec
      .at('vmConfig')
      .at('env')
      .list()
      .map((variable) => ({
        name: variable.at('name').string(),
        value: variable.at('value').string(),
        fromHost: variable.at('valueFrom').oneOf(ENV_SOURCES, 'INLINE') === 'HOST',
      })),
  };
}

function readMatchRule(rule: Field): MatchRule {
  // Of no effect on Higress either, in the version that was observed.
  rule.at('routeType').ignored().oneOf(ROUTE_TYPES, 'HTTP');
  return {
    ingress: rule.at('ingress').strings(),
    domain: rule.at('domain').strings(),
    service: rule.at('service').strings(),
    config: rule.at('config').freeForm(),
    configDisable: rule.at('configDisable').boolean(),
  };
}

/** The spec after secret references were replaced in its text: types may have changed, lines are gone. */
export function decodePluginSpec(name: string, spec: JsonObject): PluginSpec | string {
  const root = Field.root({ file: name, content: spec, lineOf: () => 1 });
  const decoded = readPluginSpec(root);
  const [problem] = root.problems;
  return problem === undefined ? decoded : `spec.${problem.field}: ${problem.message}`;
}
