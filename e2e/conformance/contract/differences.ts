/**
 * Where the local gateway, upstream Envoy with a shim beside each plugin, is not what the contract says. The test of the
 * contract fails when something differs that is not here, and when something here does not differ.
 */
export interface Difference {
  /** Of the vector. */
  number: number;
  /** What the misses have to say, so that another difference does not hide behind this one. */
  misses: readonly RegExp[];
  reason: string;
}

export const DIFFERENCES: readonly Difference[] = [
  {
    number: 20,
    misses: [/^step 2: upstream path: \/was-moved/],
    reason:
      'upstream Envoy chooses the route again after every write to the request headers: it does not know `clear_route_cache=off`',
  },
  {
    number: 39,
    misses: [/^step 1: downstream: \{.*"body":"Payload Too Large"/],
    reason:
      'a limit set by a plugin is stored without effect. The listener has one limit for all plugins: 100 MiB if the module or configuration of a loaded plugin names one of the two properties or a module injects body data, otherwise that of the settings',
  },
  {
    number: 49,
    misses: [/^step 4: upstream: nothing/, /^step 4: downstream status: 503/],
    reason:
      'the only failure policy under which upstream Envoy makes a new VM is FAIL_RELOAD, which answers 503 to the request that trapped, also for FAIL_OPEN',
  },
];

/** A step, what is looked at in it, and what is seen there. */
const SUBJECT =
  /^\^step [1-9]\d*: (?:(?:upstream|downstream)(?: [\w-]+)?: |redis received: |(?:not )?told "|refused(?:: | with ")).*\w/;

/** What is wrong with the list, given what a vector missed on the local gateway. */
export function judge(difference: Difference | undefined, misses: readonly string[]): string[] {
  const named = difference?.misses ?? [];
  return [
    ...named.filter((name) => !SUBJECT.test(name.source)).map((name) => `says not what differs: ${name}`),
    ...misses.filter((miss) => !named.some((name) => name.test(miss))).map((miss) => `not named: ${miss}`),
    ...named
      .filter((name) => !misses.some((miss) => name.test(miss)))
      .map((name) => `does not show: ${name}`),
  ];
}
