import type { StoppedGateway } from './gateway.ts';

/** What must not happen to a gateway, unless a suite does it on purpose. */
export type Harm = 'trap' | 'restart of Envoy' | 'hard end';

/** A line about a trap in a plugin. */
export const TRAP = /RuntimeError|failed: Uncaught /;

const CLEAN_END = 'exit code 0';
const SHOWN_LINES = 5;

const SIGNS: readonly { harm: Harm; line: RegExp }[] = [
  { harm: 'trap', line: TRAP },
  // The local gateway's supervisor, and the supervisord of all-in-one.
  { harm: 'restart of Envoy', line: /Envoy ended unexpectedly|\bexited: gateway \(.*not expected\)/ },
  // Envoy catches the signals of a crash itself; one during its own end is followed by no restart.
  { harm: 'hard end', line: /suspect faulting address/ },
];

/** A gateway that went through something it must not; the message shows the lines that say so. */
export class HarmedGateway extends Error {
  override name = 'HarmedGateway';

  constructor(readonly harms: readonly string[]) {
    super([`a gateway did not live and end as it should:`, ...harms].join('\n  '));
  }
}

/** What befell it, one line each; empty when it served without a trap or a restart and ended as asked. */
export function harmsOf({ end, logs }: StoppedGateway, planted: readonly Harm[] = []): string[] {
  const found = SIGNS.flatMap(({ harm, line }) => {
    const lines = logs().filter((text) => line.test(text));
    return planted.includes(harm) ? [] : lines.slice(0, SHOWN_LINES).map((text) => `${harm}: ${text}`);
  });
  const isClean = end === CLEAN_END || planted.includes('hard end');
  return isClean ? found : [...found, `hard end: ${end} in place of ${CLEAN_END}`];
}

/** @throws {HarmedGateway} */
export function mustBeUnharmed(stopped: StoppedGateway, planted: readonly Harm[] = []): void {
  const harms = harmsOf(stopped, planted);
  if (harms.length > 0) throw new HarmedGateway(harms);
}
