import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Delivery } from '../../../gateway/envoy/delivery.ts';
import type { Target } from '../../../gateway/envoy/delivery.ts';
import { DiscoveryError } from '../../../gateway/envoy/discovery.ts';
import type { Discovery } from '../../../gateway/envoy/discovery.ts';
import { FailureLog } from '../../../gateway/envoy/failure-log.ts';
import { XdsDirectory } from '../../../gateway/envoy/xds-directory.ts';
import { readSettings } from '../../../gateway/translate/settings.ts';
import type { Plugin } from '../../../gateway/translate/wasm-plugin.ts';

const ADDRESS = { host: '127.0.0.1', port: 0 };

let directory: XdsDirectory;
let delivery: Delivery;
let asked: string[];
/** Scopes of which Envoy says nothing in the time allowed. */
let silent: Set<string>;
let refused: Set<string>;
let failures: FailureLog;

beforeEach(async () => {
  directory = await XdsDirectory.create();
  [asked, silent, refused, failures] = [[], new Set(), new Set(), new FailureLog()];
  const verdict = async (scope: string) => {
    asked.push(scope);
    if (silent.has(scope)) throw new DiscoveryError(`waited for a verdict on ${scope}`);
    return refused.has(scope) ? ('refused' as const) : ('accepted' as const);
  };
  const discovery = {
    verdict,
    handOver: async (scope: string, write: () => Promise<string>) => {
      await write();
      return verdict(scope);
    },
    isLive: async () => undefined,
    listenersAreWarm: () => verdict('warm'),
  };
  delivery = new Delivery(directory, discovery as unknown as Discovery, failures);
  await (await delivery.stage(target('v1', 'a'), ADDRESS)).awaitVerdicts();
  asked = [];
});
afterEach(() => directory.removeNow());

function target(version: string, ...plugins: string[]): Target {
  return {
    settings: readSettings([]).settings,
    clusters: [{ name: version }],
    routes: { name: 'http' },
    plugins: plugins.map((name) => ({
      plugin: { name, resource: name, failStrategy: 'FAIL_CLOSE' } as Plugin,
      filter: { version },
    })),
    lastFilters: [],
  };
}

const filter = (name: string) => `extension_config_discovery.http_filter.${name}`;

test('what differs is handed over once', async () => {
  await delivery.apply(target('v2', 'a'), ADDRESS);
  expect(asked).toEqual(['cluster_manager.cds', filter('a'), 'warm']);
  asked = [];
  await delivery.apply(target('v2', 'a'), ADDRESS);
  expect(asked).toEqual(['warm']);
});

test.each([
  ['clusters', 'cluster_manager.cds', 'a'],
  ['a plugin', filter('a'), 'a'],
  ['the listener', 'listener_manager.lds', 'a b'],
  ['a plugin that is new', filter('b'), 'a b'],
  ['the warming of listeners', 'warm', 'a'],
])('%s that Envoy did not answer for are asked for again', async (_, scope, plugins) => {
  const wanted = target('v2', ...plugins.split(' '));
  silent.add(scope);
  await expect(delivery.apply(wanted, ADDRESS)).rejects.toThrow(DiscoveryError);
  await expect(delivery.apply(wanted, ADDRESS)).rejects.toThrow(DiscoveryError);
  silent.clear();
  asked = [];
  await delivery.apply(wanted, ADDRESS);
  expect(asked).toContain(scope);
  expect(delivery.pendingPlugins).toEqual([]);
});

test('going back after no answer hands the older version over again', async () => {
  silent.add('cluster_manager.cds');
  await expect(delivery.apply(target('v2', 'a'), ADDRESS)).rejects.toThrow(DiscoveryError);
  silent.clear();
  asked = [];
  await delivery.apply(target('v1', 'a'), ADDRESS);
  expect(asked).toContain('cluster_manager.cds');
});

test('why something is refused may be logged long after the refusal is counted', async () => {
  refused.add('cluster_manager.cds');
  const applied = delivery.apply(target('v2', 'a'), ADDRESS);
  await sleep(1500);
  const message = 'gRPC config update rejected: no such thing';
  failures.add({ thread: '1', level: 'warning', component: 'config', message });
  await applied;
  expect(delivery.refusedParts).toEqual([{ part: 'clusters', message: 'no such thing' }]);
});
