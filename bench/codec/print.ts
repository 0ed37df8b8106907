import { table } from '../table.ts';
import type { CodecRow } from './measure.ts';

const HEAD = ['command', 'encode', 'strings', '×', 'decode', 'strings', '×'];

export function printCodec(rows: readonly CodecRow[]): void {
  const cells = rows.map(({ command, encode, decode }) => [
    command,
    ...[encode, decode].flatMap(({ typed, managed, ratio }) => [
      Math.round(typed.median),
      Math.round(managed.median),
      Number(ratio.toFixed(1)),
    ]),
  ]);
  console.log(table(HEAD, cells));
}
