import { expect, test } from 'vitest';
import type { JsonObject } from '../../../gateway/resources/kinds.ts';
import { decodePluginSpec } from '../../../gateway/resources/plugin-spec.ts';
import { pluginConfiguration } from '../../../gateway/translate/plugin-configuration.ts';

function configurationOf(spec: JsonObject) {
  const decoded = decodePluginSpec('p', spec);
  if (typeof decoded === 'string') throw new Error(decoded);
  return pluginConfiguration(decoded);
}
const textOf = (spec: JsonObject) => {
  const configuration = configurationOf(spec);
  return configuration.outcome === 'delivered' ? configuration.text : configuration.outcome;
};
const live = { ingress: ['app'], config: { b: 2 } };

test.each<[string, JsonObject, string]>([
  ['nothing is no bytes', {}, ''],
  ['an empty default is no bytes', { defaultConfig: {} }, ''],
  ['an empty pluginConfig is no bytes', { pluginConfig: {}, defaultConfig: { a: 1 } }, ''],
  ['a default stands alone', { defaultConfig: { a: 1 } }, '{"a":1}'],
  [
    'ingress names stay as written',
    { defaultConfig: { a: 1 }, matchRules: [{ ingress: ['app', 'higress-system/app'], config: { b: 2 } }] },
    '{"_rules_":[{"_match_route_":["app","higress-system/app"],"b":2}],"a":1}',
  ],
  [
    'domains stay as written',
    { matchRules: [{ domain: ['*.w.test', 'app.test:8080'] }] },
    '{"_rules_":[{"_match_domain_":["*.w.test","app.test:8080"]}]}',
  ],
  [
    'services stay as written',
    { matchRules: [{ service: ['b.static', 'b.static:80'] }] },
    '{"_rules_":[{"_match_service_":["b.static","b.static:80"]}]}',
  ],
  [
    'one rule may hold all three, and rules keep their order',
    { matchRules: [{ ingress: ['z'], domain: ['y'], service: ['x'] }, live] },
    '{"_rules_":[{"_match_domain_":["y"],"_match_route_":["z"],"_match_service_":["x"]},{"_match_route_":["app"],"b":2}]}',
  ],
  [
    'a disabled rule is dropped and the default stays',
    { defaultConfig: { a: 1 }, matchRules: [{ ...live, configDisable: true }] },
    '{"a":1}',
  ],
  [
    'a disabled default leaves only the rules',
    { defaultConfig: { a: 1 }, defaultConfigDisable: true, matchRules: [live] },
    '{"_rules_":[{"_match_route_":["app"],"b":2}]}',
  ],
  ['a disabled default without live rules is not delivered', { defaultConfigDisable: true }, 'idle'],
  ['a rule without a condition refuses the plugin', { matchRules: [live, { config: { b: 2 } }] }, 'refused'],
  ['empty lists are no condition', { matchRules: [{ ingress: [], domain: [], service: [] }] }, 'refused'],
  ['a disabled rule needs no condition', { matchRules: [{ configDisable: true }] }, ''],
  [
    'a rule needs no config',
    { matchRules: [{ ingress: ['app'] }] },
    '{"_rules_":[{"_match_route_":["app"]}]}',
  ],
  [
    'pluginConfig wins over default and rules',
    { pluginConfig: { p: 1 }, defaultConfig: { a: 1 }, matchRules: [live] },
    '{"p":1}',
  ],
  [
    "the user's own _rules_ are overwritten by match rules",
    { defaultConfig: { _rules_: 1 }, matchRules: [live] },
    '{"_rules_":[{"_match_route_":["app"],"b":2}]}',
  ],
  [
    "a rule's own _match_route_ loses against ingress, its own _match_domain_ stays",
    { matchRules: [{ ingress: ['app'], config: { _match_route_: 1, _match_domain_: 2 } }] },
    '{"_rules_":[{"_match_domain_":2,"_match_route_":["app"]}]}',
  ],
  [
    'the route type changes nothing',
    { matchRules: [{ ingress: ['app'], routeType: 'GRPC' }] },
    '{"_rules_":[{"_match_route_":["app"]}]}',
  ],
  [
    'numbers and letters are written as Go writes them',
    { defaultConfig: { s: '<&>é', big: 9007199254740992, e: 1e21, small: 1e-7, n: null } },
    '{"big":9007199254740992,"e":1e+21,"n":null,"s":"\\u003c\\u0026\\u003eé","small":1e-7}',
  ],
  [
    'keys are sorted by bytes',
    { defaultConfig: { a: 1, _: 2, B: 3, '～': 4, '😀': 5 } },
    '{"B":3,"_":2,"a":1,"～":4,"😀":5}',
  ],
])('%s', (_, spec, text) => {
  expect(textOf(spec)).toBe(text);
});

test('a refusal names the rule', () => {
  expect(configurationOf({ matchRules: [live, {}] })).toMatchObject({
    message: 'spec.matchRules[1] needs one of ingress, domain, service',
  });
});
