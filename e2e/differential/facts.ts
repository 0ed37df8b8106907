/** What can be said of a scenario that was played: a place, and what was found there. */
export type Facts = Map<string, Fact>;

export type Fact = string | SecondsLeft;

/**
 * Seconds left of a window. `from` is what was read, `to` what was left when the steps began at the earliest: two runs
 * read at different times, but where they do the same, there is a value that both may have begun with.
 */
export type SecondsLeft = { from: number; to: number };

export type Difference = { place: string; found: Record<string, string> };

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

/** Seconds left as they were read just now, in steps of twice `error`, after steps that began at `beganAt`. */
export function secondsLeft(seconds: number, beganAt: number, error = 0): SecondsLeft {
  const elapsed = (performance.now() - beganAt) / 1000;
  return { from: seconds - error, to: seconds + error + elapsed };
}

function isSame(one: Fact | undefined, other: Fact | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one.from <= other.to && other.from <= one.to;
}

function shown(fact: Fact | undefined): string {
  if (fact === undefined) return 'nothing';
  if (typeof fact === 'string') return JSON.stringify(fact);
  return `${fact.from.toFixed(1)} to ${fact.to.toFixed(1)} s`;
}
