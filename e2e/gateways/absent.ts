import type { GatewayKind } from './gateway.ts';

/** A kind of gateway that the suites can't run on: they count as skipped, with the reason. */
export function absentKind(name: string, why: () => Promise<string>): GatewayKind {
  const refuse = async () => {
    throw new Error(`no ${name} gateway: ${await why()}`);
  };
  return {
    name,
    unavailable: why,
    start: refuse,
    addressOf: (port) => `127.0.0.1:${port}`,
    moduleUrl: (file) => file,
  };
}
