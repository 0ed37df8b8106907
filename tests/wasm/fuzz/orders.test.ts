import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Plugin } from '../support/plugin.ts';
import { configurationOf, Gateway, policies, replies, type Policy, type ReplyName } from './gateway.ts';
import { fuzzPlan } from './plan.ts';

const STEPS_PER_RUN = 40;
const SEEN = ['breaker_open', 'too_many_in_flight', 'deadline', 'connection', 'loading', 'no_host'];

type Happening = 'begin' | 'reply' | 'lose' | 'respond' | 'end' | 'setReachable' | 'reconfigure' | 'advance';
/** What happens next and its arguments: data, so that a counterexample can be read. */
type Step = { [Name in Happening]: [Name, ...Parameters<Gateway[Name]>] }[Happening];

const some = fc.nat(20);
const policy = fc.constantFrom(...policies);
const replyName = fc.constantFrom(...(Object.keys(replies) as ReplyName[]));

const is = <Name extends Happening>(name: Name) => fc.constant(name);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 7, arbitrary: fc.tuple(is('begin'), fc.constantFrom('alice', 'bob')) },
  { weight: 8, arbitrary: fc.tuple(is('reply'), some, replyName) },
  { weight: 2, arbitrary: some.map((index): Step => ['lose', index, index === 0]) },
  { weight: 3, arbitrary: fc.tuple(is('respond'), some) },
  { weight: 4, arbitrary: fc.tuple(is('end'), some) },
  { weight: 1, arbitrary: fc.tuple(is('setReachable'), fc.boolean()) },
  { weight: 1, arbitrary: fc.tuple(is('reconfigure'), policy) },
  { weight: 4, arbitrary: fc.tuple(is('advance'), fc.constantFrom(1, 10, 30, 100, 400)) },
);

function take([name, ...given]: Step, gateway: Gateway): void {
  (gateway[name] as (...given: unknown[]) => void).apply(gateway, given);
}

const { cases, seed } = fuzzPlan('orders', 0.1);

it(
  'whatever the order of events, with a breaker, deadlines and bounds, every stream comes to the end Redis meant for it, or its policy',
  { timeout: 300_000 },
  async () => {
    // One for all runs. A run that fails leaves it in disorder, so the smaller ones that are tried then get new ones.
    let plugin: Plugin | undefined;
    let taken = 0;
    const fallBacks = new Set<string>();
    const run = async (first: Policy, steps: readonly Step[]): Promise<void> => {
      const own = plugin ?? (await Plugin.start(configurationOf('open'), { counting: true }));
      plugin = undefined;
      const gateway = new Gateway(own, first);
      for (const each of steps) {
        take(each, gateway);
        gateway.check();
      }
      gateway.close();
      plugin = own;
      taken += steps.length;
      for (const each of gateway.fallBacks) fallBacks.add(each);
    };
    const steps = fc.array(step, { minLength: STEPS_PER_RUN / 2, maxLength: STEPS_PER_RUN * 2 });
    await fc.assert(fc.asyncProperty(policy, steps, run), {
      seed,
      numRuns: Math.ceil(cases / STEPS_PER_RUN),
    });
    expect(taken).toBeGreaterThanOrEqual(cases / 2);
    expect([...fallBacks].sort()).toEqual([
      'closed: unavailable',
      'local: passed',
      'local: rejected',
      'open: passed',
    ]);
    for (const error of SEEN) {
      expect(plugin?.host.metrics.value(`higress_redis_errors_${error}`), error).toBeGreaterThan(0);
    }
  },
);
