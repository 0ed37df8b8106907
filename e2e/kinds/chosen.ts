import { container } from './container.ts';
import type { GatewayKind } from '../gateways/gateway.ts';
import { higress } from './higress.ts';
import { local } from '../gateways/local.ts';

const KINDS: Record<string, GatewayKind> = { local, container, higress };

/** The variable through which the runner tells the suites. */
export const KIND_VARIABLE = 'E2E_GATEWAY';

/** Through it the runner tells the suites, and the reporter, why none of them can run. */
export const ABSENCE_VARIABLE = 'SKIP_REASON';

export const KIND_NAMES = Object.keys(KINDS);

/** @throws {RangeError} naming the kinds that exist */
export function kindOf(name: string): GatewayKind {
  const kind = KINDS[name];
  if (kind === undefined) throw new RangeError(`no gateway "${name}"; there are ${KIND_NAMES.join(', ')}`);
  return kind;
}

/** The kind that this run is about. */
export const chosenKind = kindOf(process.env[KIND_VARIABLE] ?? 'local');
