import { absentKind } from './absent.ts';
import { noDockerEngine, noImage } from './docker-engine.ts';
import type { GatewayKind } from './gateway.ts';
import { local } from './local.ts';

const LOCAL_IMAGE = process.env['GATEWAY_IMAGE'] ?? 'higress-redis/gateway:dev';
const HIGRESS_IMAGE = process.env['HIGRESS_IMAGE'] ?? 'higress/all-in-one:latest';
const UNWRITTEN = 'the suites do not know yet how to start it';

/** The kinds by name. A container kind takes the place of its absence when there is one. */
const KINDS: Record<string, GatewayKind> = {
  local,
  container: absentKind('container', () => whyNoContainer(LOCAL_IMAGE)),
  higress: absentKind('higress', () => whyNoContainer(HIGRESS_IMAGE)),
};

/** The variable through which the runner tells the suites. */
export const KIND_VARIABLE = 'E2E_GATEWAY';

export const KIND_NAMES = Object.keys(KINDS);

/** @throws {RangeError} naming the kinds that exist */
export function kindOf(name: string): GatewayKind {
  const kind = KINDS[name];
  if (kind === undefined) throw new RangeError(`no gateway "${name}"; there are ${KIND_NAMES.join(', ')}`);
  return kind;
}

/** The kind that this run is about. */
export const chosenKind = kindOf(process.env[KIND_VARIABLE] ?? 'local');

async function whyNoContainer(image: string): Promise<string> {
  return (await noDockerEngine()) ?? (await noImage(image)) ?? UNWRITTEN;
}
