import type { RedisBridgeStats } from '../redis/bridge.ts';
import { snakeCase } from '../resources/snake-case.ts';

const GAUGES = ['pending', 'connectionsOpen'];

const quote = (text: string) =>
  text.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));

/** The counters of the Redis bridge in the text format of Prometheus. */
export function redisMetrics({ sessions, clusters }: RedisBridgeStats): string {
  const families = new Map<string, string[]>([
    ['gateway_redis_sessions', [`gateway_redis_sessions ${sessions}`]],
  ]);
  const add = (family: string, labels: string, value: number) => {
    families.set(family, [...(families.get(family) ?? []), `${family}{${labels}} ${value}`]);
  };
  for (const [cluster, stats] of Object.entries(clusters)) {
    const label = `cluster="${quote(cluster)}"`;
    for (const [name, value] of Object.entries(stats)) {
      const family = `gateway_redis_${snakeCase(name)}${GAUGES.includes(name) ? '' : '_total'}`;
      if (typeof value === 'number') add(family, label, value);
      else
        for (const [reason, count] of Object.entries(value))
          add(family, `${label},reason="${reason}"`, Number(count));
    }
  }
  return [...families]
    .map(
      ([family, lines]) =>
        `# TYPE ${family} ${family.endsWith('_total') ? 'counter' : 'gauge'}\n${lines.join('\n')}\n`,
    )
    .join('');
}
