import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
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
let discovery: Discovery;
let delivery: Delivery;
let asked: string[];
/** Scopes of which Envoy says nothing in the time allowed. */
let silent: Set<string>;
let refused: Set<string>;
/** What Envoy logs with each refusal. */
let reason: string;
let failures: FailureLog;

beforeEach(async () => {
  directory = await XdsDirectory.create();
  [asked, silent, refused, reason, failures] = [[], new Set(), new Set(), '', new FailureLog()];
  const verdict = async (scope: string) => {
    asked.push(scope);
    if (silent.has(scope)) throw new DiscoveryError(`waited for a verdict on ${scope}`);
    if (!refused.has(scope)) return 'accepted' as const;
    if (reason !== '') say('config', reason);
    return 'refused' as const;
  };
  discovery = {
    verdict,
    handOver: async (scope: string, write: () => Promise<string>) => {
      await write();
      return verdict(scope);
    },
    isLive: async () => undefined,
    listenersAreWarm: () => verdict('warm'),
  } as unknown as Discovery;
  delivery = new Delivery(directory, discovery, failures);
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

function say(component: string, ...messages: string[]): void {
  for (const message of messages) failures.add({ thread: '1', level: 'error', component, message });
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
  say('config', 'gRPC config update rejected: no such thing');
  await applied;
  expect(delivery.refusedParts).toEqual([{ part: 'clusters', message: 'no such thing' }]);
});

describe('plugins that are refused at the start', () => {
  const FIRST = 'first: no';
  const SECOND = 'second: no';
  beforeEach(async () => {
    for (const name of ['a', 'b']) refused.add(filter(name));
    delivery = new Delivery(directory, discovery, failures);
    const { awaitVerdicts } = await delivery.stage(target('v1', 'a', 'b'), ADDRESS);
    for (const [name, why] of [
      ['a', FIRST],
      ['b', SECOND],
    ]) {
      say('wasm', why!, `Plugin ${name} failed to load`);
      say('config', `Filesystem config update rejected: Unable to create Wasm plugin ${name}`);
    }
    await awaitVerdicts();
    asked = [];
  });
  const told = async (name: string) => readFile(directory.sources.filter(name), 'utf8');

  test('each keep their own reason', () => {
    expect(delivery.refusedPlugins.map(({ message }) => message)).toEqual([FIRST, SECOND]);
  });

  test('are stood in for by what their failStrategy says, also when that alone is edited', async () => {
    expect(await told('a')).toContain('503');
    const wanted = target('v1', 'a', 'b');
    wanted.plugins[0]!.plugin.failStrategy = 'FAIL_OPEN';
    await delivery.apply(wanted, ADDRESS);
    expect(await told('a')).not.toContain('503');
    expect(await told('b')).toContain('503');
    expect(asked).toContain(filter('a'));
    expect(asked).not.toContain(filter('b'));
  });

  test('and refused again leave Envoy with what stands in for them', async () => {
    reason = 'Filesystem config update rejected: no';
    await delivery.apply(target('v2', 'a', 'b'), ADDRESS);
    expect(await told('a')).toContain('503');
    expect(await told('b')).toContain('503');
  });
});
