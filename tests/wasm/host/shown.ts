import { bufferTypeNames, logLevels, mapTypeNames, resultNames } from './abi.ts';
import type { HeaderEntry } from './header-map.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/** Bytes for a human: quoted text where they are text, hex where not. */
export function quoted(bytes: Uint8Array): string {
  try {
    return JSON.stringify(decoder.decode(bytes));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return `0x${Buffer.from(bytes).toString('hex')}`;
  }
}

/** A word of a command line: bare when nothing in it could be misread. */
export function word(bytes: Uint8Array): string {
  const text = quoted(bytes);
  return /^"[!#-[\]-~]+"$/.test(text) ? text.slice(1, -1) : text;
}

export function pairList(entries: readonly HeaderEntry[]): string {
  return `[${entries.map(({ name, value }) => `${word(name)}: ${word(value)}`).join(', ')}]`;
}

const named =
  (names: readonly string[]) =>
  (index: number): string =>
    names[index] ?? String(index);

export const shownResult = named(resultNames);
export const shownLevel = named(logLevels);
export const shownMap = named(mapTypeNames);
export const shownBuffer = named(bufferTypeNames);
