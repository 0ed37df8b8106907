/** What can be said of a scenario that was played: a place, and what was found there. */
export type Facts = Map<string, Fact>;

/** Seconds are those left of a window: two runs see them at different times. */
export type Fact = string | { seconds: number };

export type Difference = { place: string; found: Record<string, string> };

const SLACK_SECONDS = 15;

/** Where two runs of a scenario differ; `names` are those of the stages. */
export function differences(names: readonly [string, string], one: Facts, other: Facts): Difference[] {
  const places = [...new Set([...one.keys(), ...other.keys()])];
  return places
    .filter((place) => !isSame(one.get(place), other.get(place)))
    .map((place) => ({
      place,
      found: { [names[0]]: shown(one.get(place)), [names[1]]: shown(other.get(place)) },
    }));
}

/** One line for each difference; empty if there is none. */
export function report(found: readonly Difference[]): string {
  const lines = found.map(({ place, found }) => {
    const sides = Object.entries(found).map(([name, text]) => `${text} on the ${name}`);
    return `${place}: ${sides.join(', ')}`;
  });
  return lines.join('\n');
}

function isSame(one: Fact | undefined, other: Fact | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return Math.abs(one.seconds - other.seconds) <= SLACK_SECONDS;
}

function shown(fact: Fact | undefined): string {
  if (fact === undefined) return 'nothing';
  return typeof fact === 'string' ? JSON.stringify(fact) : `${fact.seconds} s`;
}
