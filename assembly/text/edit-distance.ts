/**
 * The candidate that `word` is most plausibly a typo of, or null. Plausible is a Levenshtein distance of at most
 * a third of the word (at least one edit) that still leaves something of both.
 */
export function nearest(word: string, candidates: string[]): string | null {
  let best: string | null = null;
  let limit = max(1, word.length / 3);
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[i];
    // The lengths alone give a lower bound: a hostile word of a megabyte is never compared letter by letter.
    if (abs(word.length - candidate.length) > limit) continue;
    const distance = editDistance(word, candidate);
    if (distance > limit || distance >= min(word.length, candidate.length)) continue;
    best = candidate;
    limit = distance - 1;
  }
  return best;
}

/** Insertions, deletions and replacements of UTF-16 units that turn `from` into `to`. */
export function editDistance(from: string, to: string): i32 {
  const columns = to.length;
  const row = new StaticArray<i32>(columns + 1);
  for (let j = 0; j <= columns; j++) row[j] = j;
  for (let i = 1; i <= from.length; i++) {
    let diagonal = row[0];
    row[0] = i;
    for (let j = 1; j <= columns; j++) {
      const replaced = diagonal + (from.charCodeAt(i - 1) == to.charCodeAt(j - 1) ? 0 : 1);
      diagonal = row[j];
      row[j] = min(replaced, 1 + min(diagonal, row[j - 1]));
    }
  }
  return row[columns];
}
