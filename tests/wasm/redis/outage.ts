import type { Configuration } from '../host/root.ts';
import { Plugin } from '../support/plugin.ts';

/** Names of the commands that Redis owes a reply. */
export const commands = (plugin: Plugin): string[] =>
  plugin.host.redis.pending.map(({ command }) => command[0]!);

/** Names of the hostcalls since the last time. */
export const names = (plugin: Plugin): string[] => plugin.host.take().map((line) => line.split(' ')[0]!);

/** A plugin whose breaker has just opened: Redis lost so many connections. */
export async function open(configuration: Configuration, failures = 5): Promise<Plugin> {
  const plugin = await Plugin.start(configuration);
  lose(plugin, failures);
  return plugin;
}

/** So many requests whose calls are lost, one after the other. */
export function lose(plugin: Plugin, failures = 5): void {
  for (let i = 0; i < failures; i++) {
    const stream = plugin.request();
    plugin.host.redis.fail();
    stream.end();
  }
}
