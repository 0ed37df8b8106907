import { expect, test } from 'vitest';
import { reasonsOf } from '../../../gateway/admin/reason.ts';
import type { Observation } from '../../../gateway/admin/reason.ts';
import { accepted, refused } from '../../../gateway/translate/status.ts';

const fine: Observation = {
  isLive: true,
  isSettled: true,
  failure: undefined,
  problems: [],
  statuses: [accepted('Ingress', 'app')],
  delivery: { refusedPlugins: [], refusedParts: [], pendingPlugins: [] },
  unresolved: [],
};

test('all is well without a reason', () => {
  expect(reasonsOf(fine)).toEqual([]);
});

test.each<[string, Partial<Observation>, { kind: string; name: string; message: string }]>([
  ['Envoy is down', { isLive: false }, { kind: 'Envoy', name: 'envoy', message: 'is not running yet' }],
  [
    'a change is under way',
    { isSettled: false },
    { kind: 'Directory', name: 'data', message: 'a change is being taken over' },
  ],
  [
    'a change fails',
    { isSettled: false, failure: 'waited 120 s' },
    {
      kind: 'Directory',
      name: 'data',
      message: 'the last change is not in effect and is tried again: waited 120 s',
    },
  ],
  [
    'a file is bad',
    { problems: [{ file: 'wasmplugins/sub/p.yaml', line: 3, field: 'spec.phase', message: 'must be' }] },
    { kind: 'WasmPlugin', name: 'p', message: 'wasmplugins/sub/p.yaml:3: spec.phase: must be' },
  ],
  [
    'a resource is refused',
    { statuses: [refused('Ingress', 'app', 'no')] },
    { kind: 'Ingress', name: 'app', message: 'no' },
  ],
  [
    'a plugin refuses its new configuration',
    {
      delivery: { ...fine.delivery, refusedPlugins: [{ resource: 'p', message: 'no', isOldServing: true }] },
    },
    { kind: 'WasmPlugin', name: 'p', message: 'no (the last accepted configuration keeps serving)' },
  ],
  [
    'a plugin is not judged yet',
    { delivery: { ...fine.delivery, pendingPlugins: ['p'] } },
    { kind: 'WasmPlugin', name: 'p', message: 'is being configured' },
  ],
  [
    'Envoy refuses the routes',
    { delivery: { ...fine.delivery, refusedParts: [{ part: 'routes', message: 'no' }] } },
    { kind: 'Envoy', name: 'routes', message: 'no' },
  ],
  [
    'a name does not resolve',
    { unresolved: ['outbound|80||b.dns'] },
    { kind: 'Cluster', name: 'outbound|80||b.dns', message: 'has no address: its name does not resolve' },
  ],
])('%s', (_, observed, reason) => {
  expect(reasonsOf({ ...fine, ...observed })).toEqual([reason]);
});

test('a file that cannot be read hides what was wrong with the version before', () => {
  const observed: Partial<Observation> = {
    problems: [{ file: 'wasmplugins/p.yaml', line: 3, field: '', message: 'broken' }],
    statuses: [refused('WasmPlugin', 'p', 'older'), refused('WasmPlugin', 'q', 'other')],
    delivery: { ...fine.delivery, refusedPlugins: [{ resource: 'p', message: 'older', isOldServing: true }] },
  };
  expect(reasonsOf({ ...fine, ...observed }).map(({ name, message }) => `${name} ${message}`)).toEqual([
    'p wasmplugins/p.yaml:3: broken',
    'q other',
  ]);
});
