import { table } from '../table.ts';
import type { VmRow } from './measure.ts';

const HEAD = [
  'module',
  'verdict',
  'live',
  'raw',
  'min',
  'max',
  'net',
  '× empty',
  '× plugin',
  'calls',
  'Redis B',
];

export function printVm(rows: readonly VmRow[]): void {
  const cells = rows.map((row) => [
    row.subject,
    row.verdict,
    row.liveStreams,
    Math.round(row.raw.median),
    Math.round(row.raw.min),
    Math.round(row.raw.max),
    Math.round(row.net),
    Number(row.timesEmpty.toFixed(1)),
    Number(row.timesPlugin.toFixed(2)),
    row.hostcalls,
    row.redisBytes,
  ]);
  console.log(table(HEAD, cells));
}
