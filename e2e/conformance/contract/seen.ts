import type { Arrival, Expectation } from './vector.ts';

/** What happened in a step. */
export interface Seen {
  /** Why the gateway refused to load; undefined when it did not. */
  refusal?: string | undefined;
  told: readonly string[];
  upstream: Arrival | 'nothing';
  downstream: (Arrival & { status: number }) | 'nothing' | 'reset';
  /** Undefined on a gateway that sends nothing to Redis. */
  redis?: { received: readonly string[]; reads: number; closed: number };
}

/** Where what was seen is not what was expected, one line each. */
export function missesOf(expected: Expectation, seen: Seen): string[] {
  return [
    ...missingLine(expected.told ?? [], seen.told),
    ...(expected.untold ?? []).flatMap((start) =>
      seen.told.filter((line) => line.startsWith(start)).map((line) => `told "${line}"`),
    ),
    ...side('upstream', expected.upstream, seen.upstream),
    ...side('downstream', expected.downstream, seen.downstream),
    ...differing('redis received', expected.redis, seen.redis?.received),
    ...differing('reads of redis', expected.redisReads, seen.redis?.reads),
    ...differing('connections ended', expected.redisClosed, seen.redis?.closed),
  ];
}

export function needsWire(expected: Expectation): boolean {
  return Object.keys(withoutWire(expected)).length < Object.keys(expected).length;
}

/** The same without what only a Redis at the other end of a wire can tell. */
export function withoutWire(expected: Expectation): Expectation {
  const { redis: _redis, redisReads: _reads, redisClosed: _closed, ...rest } = expected;
  return rest;
}

/** The lines have to come in this order; the first that does not is reported with what came instead. */
function missingLine(expected: readonly string[], told: readonly string[]): string[] {
  let from = 0;
  for (const line of expected) {
    const at = told.indexOf(line, from);
    if (at >= 0) {
      from = at + 1;
      continue;
    }
    const [subject = ''] = line.split(' = ');
    const instead = told.slice(from).filter((other) => other.startsWith(subject.split(',')[0] ?? ''));
    return [
      `not told "${shorten(line)}"${instead.length > 0 ? `, but "${shorten(instead.join('", "'))}"` : ''}`,
    ];
  }
  return [];
}

function side(
  name: 'upstream' | 'downstream',
  expected: Expectation['upstream'] | Expectation['downstream'],
  seen: Seen['upstream'] | Seen['downstream'],
): string[] {
  if (expected === undefined) return [];
  if (typeof expected === 'string' || typeof seen === 'string') {
    return expected === seen ? [] : [`${name}: ${describe(seen)} instead of ${describe(expected)}`];
  }
  const { headers = {}, ...rest } = expected;
  return [
    ...Object.entries(headers).flatMap(([header, value]) =>
      differing(`${name} ${header}`, value, seen.headers[header] ?? null),
    ),
    ...Object.entries(rest).flatMap(([part, value]) =>
      differing(`${name} ${part}`, value, (seen as unknown as Record<string, unknown>)[part]),
    ),
  ];
}

function differing(what: string, expected: unknown, seen: unknown): string[] {
  if (expected === undefined || JSON.stringify(expected) === JSON.stringify(seen)) return [];
  return [`${what}: ${describe(seen)} instead of ${describe(expected)}`];
}

function describe(value: unknown): string {
  return shorten(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined'));
}

function shorten(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
