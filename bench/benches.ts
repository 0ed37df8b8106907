import { readFileSync } from 'node:fs';
import { compilePlugin, isUpToDate, moduleFile } from '../scripts/compile.ts';
import { measureCodec } from './codec/measure.ts';
import { printCodec } from './codec/print.ts';
import { measureGateway } from './gateway/measure.ts';
import { measureOutage } from './gateway/outage.ts';
import { measureMemory } from './memory.ts';
import { table } from './table.ts';
import { emptyModule } from './vm/empty-module.ts';
import { measureVm } from './vm/measure.ts';
import { printVm } from './vm/print.ts';
import type { Subject } from './vm/thin-host.ts';

export type BenchOptions = {
  /** Another limiter to be measured beside the plugin. */
  rival?: { wasmFile: string; configurationFile: string };
};

/** A bench prints a table and returns what it found. */
type Bench = { name: string; title: string; run: (options: BenchOptions) => Promise<unknown> };

/** One official limit for all requests: the shortest road with a Redis call on it. */
const CONFIGURATION = JSON.stringify({
  rule_name: 'bench',
  redis: { service_name: 'redis.dns' },
  global_threshold: { query_per_minute: 1000 },
});

export const BENCHES: readonly Bench[] = [
  {
    name: 'vm',
    title: 'A request in the module, with a host that costs next to nothing (ns)',
    run: async ({ rival }) => {
      const others = rival === undefined ? [] : [rivalSubject(rival)];
      const empty = { name: 'empty', module: emptyModule(), configuration: '' };
      const rows = await measureVm(await plugin(), others, empty);
      printVm(rows);
      return rows;
    },
  },
  {
    name: 'memory',
    title: 'Linear memory (KiB)',
    run: async () => {
      const rows = await measureMemory(await plugin());
      console.log(
        table(
          ['after', 'KiB'],
          rows.map(({ after, bytes }) => [after, bytes / 1024]),
        ),
      );
      return rows;
    },
  },
  {
    name: 'codec',
    title: 'A Redis command and its reply in the module, typed and through managed strings (ns)',
    run: async () => {
      const rows = await measureCodec();
      printCodec(rows);
      return rows;
    },
  },
  {
    name: 'gateway',
    title: 'CPU of Envoy for a request on the local gateway (µs)',
    run: async () => {
      await plugin();
      const rows = await measureGateway();
      const round = (value: number) => Number(value.toFixed(1));
      const cells = rows.map(({ name, cpuUs, added, ratio }) => [
        ...[name, round(cpuUs.median), round(cpuUs.min), round(cpuUs.max)],
        ...[round(added), Number(ratio.toFixed(2))],
      ]);
      console.log(table(['plugins', 'median', 'min', 'max', 'added', '× none'], cells));
      return rows;
    },
  },
  {
    name: 'outage',
    title: 'Latency of a request while Redis is frozen and the breaker open (µs)',
    run: async () => {
      await plugin();
      const outage = await measureOutage();
      const { waited, longestWaitMs, rows } = outage;
      console.log(`${waited} requests waited before, ${longestWaitMs.toFixed(0)} ms at the longest`);
      const cells = rows.map(({ name, latencyUs, ratio }) => [
        ...[name, latencyUs.median, latencyUs.min, latencyUs.max].map((cell) =>
          typeof cell === 'number' ? Math.round(cell) : cell,
        ),
        Number(ratio.toFixed(2)),
      ]);
      console.log(table(['plugins', 'median', 'min', 'max', '× none'], cells));
      return outage;
    },
  },
];

async function plugin(): Promise<Subject> {
  if (!isUpToDate('release')) await compilePlugin('release');
  return { name: 'plugin', module: readFileSync(moduleFile('release')), configuration: CONFIGURATION };
}

function rivalSubject({ wasmFile, configurationFile }: NonNullable<BenchOptions['rival']>): Subject {
  return {
    name: 'against',
    module: readFileSync(wasmFile),
    configuration: readFileSync(configurationFile, 'utf8'),
  };
}
