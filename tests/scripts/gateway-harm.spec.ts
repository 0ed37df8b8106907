import { describe, expect, it } from 'vitest';
import { endingUnharmed } from '../../e2e/scenes/scene.ts';
import { CleanUp } from '../../e2e/control/clean-up.ts';
import type { StoppedGateway } from '../../e2e/gateways/gateway.ts';
import { type Harm, HarmedGateway, harmsOf } from '../../e2e/gateways/harm.ts';

const QUIET = ['gateway: took over a change in 3 ms', 'plugin limiter warning: redis a: down'];
const TRAP = 'envoy error wasm: Function: proxy_on_tick failed: Uncaught RuntimeError: unreachable';
const RESTART = 'gateway: Envoy ended unexpectedly (signal SIGSEGV); starting it again in 200 ms';

function stopped(end: string, ...lines: string[]): StoppedGateway {
  return { end, logs: () => [...QUIET, ...lines] };
}

/** What the end of a scene says of a gateway that ended like this. */
async function endOfScene(gateway: StoppedGateway, planted: readonly Harm[] = []): Promise<unknown> {
  const cleanUp = new CleanUp();
  await cleanUp.own(Promise.resolve(endingUnharmed({ stop: async () => gateway }, planted)));
  return cleanUp.stop();
}

describe('the end of a scene', () => {
  it('is quiet about a gateway that served and ended as asked', async () => {
    await expect(endOfScene(stopped('exit code 0'))).resolves.toBeUndefined();
  });

  it.each<[what: string, gateway: StoppedGateway, harm: Harm, shown: string]>([
    ['a trap in a plugin', stopped('exit code 0', TRAP), 'trap', TRAP],
    ['an Envoy that was started again', stopped('exit code 0', RESTART), 'restart of Envoy', RESTART],
    ['another exit code', stopped('exit code 1'), 'hard end', 'exit code 1'],
    ['a gateway that had to be killed', stopped('SIGKILL'), 'hard end', 'SIGKILL'],
    [
      'an Envoy that crashes while it ends',
      stopped(
        'exit code 0',
        'envoy critical backtrace: Caught Segmentation fault, suspect faulting address 0x0',
      ),
      'hard end',
      'suspect faulting address 0x0',
    ],
    [
      'a part of all-in-one that its supervisor starts again',
      stopped('exit code 0', '2026-01-01 INFO exited: gateway (exit status 255; not expected)'),
      'restart of Envoy',
      'exit status 255',
    ],
  ])('fails for %s, unless the suite planted it', async (_what, gateway, harm, shown) => {
    const end = endOfScene(gateway);
    await expect(end).rejects.toThrow(HarmedGateway);
    await expect(end).rejects.toThrow(shown);
    await expect(endOfScene(gateway, [harm])).resolves.toBeUndefined();
  });

  it('does not mind that other parts of all-in-one are started again until they find each other', () => {
    const line = '2026-01-01 INFO exited: controller (exit status 1; not expected)';
    expect(harmsOf(stopped('exit code 0', line))).toEqual([]);
  });

  it('fails for what was not planted beside what was', () => {
    expect(harmsOf(stopped('exit code 0', TRAP, RESTART), ['trap'])).toEqual([
      `restart of Envoy: ${RESTART}`,
    ]);
  });
});
