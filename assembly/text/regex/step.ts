import { CLASS_HEADER_WORDS, Operation, argumentOf, operationOf } from "./program";
import { StateSet } from "./state-set";

/**
 * Follows every state of `current` at a position: fills `next` with what is reached by consuming `rune`. True if the
 * match is complete at this position. `places` are the `Place` bits that are true of it. At the end of the text any
 * rune will do, as nobody looks at `next` then.
 */
export function step(
  code: usize,
  classes: usize,
  current: StateSet,
  next: StateSet,
  rune: i32,
  places: i32,
): bool {
  // States reached without consuming are added to the set that is being walked, so it serves as its own queue.
  for (let i = 0; i < current.size; i++) {
    const state = current.member(i);
    const word = load<i32>(code + ((<usize>state) << 2));
    const argument = argumentOf(word);
    let isPassed: bool = true;
    let following = next;
    switch (operationOf(word)) {
      case Operation.Match:
        return true;
      case Operation.Jump:
        current.add(state + argument);
        continue;
      case Operation.Split:
        current.add(state + argument);
        following = current;
        break;
      case Operation.Assert:
        isPassed = (places & argument) != 0;
        following = current;
        break;
      case Operation.Rune:
        isPassed = rune == argument;
        break;
      case Operation.AnyRuneButNewline:
        isPassed = rune != 0x0a;
        break;
      case Operation.Class:
        isPassed = isInClass(classes + ((<usize>argument) << 2), rune);
        break;
    }
    if (isPassed) following.add(state + 1);
  }
  return false;
}

function isInClass(runes: usize, rune: i32): bool {
  if (rune < 0x80) return ((load<u32>(runes + (((<usize>rune) >> 5) << 2)) >> (rune & 31)) & 1) != 0;
  const ranges = runes + 4 * CLASS_HEADER_WORDS;
  let low = 0;
  let high = load<i32>(ranges - 4);
  while (low < high) {
    const middle = (low + high) >> 1;
    const range = ranges + ((<usize>middle) << 3);
    if (rune < load<i32>(range)) high = middle;
    else if (rune > load<i32>(range, 4)) low = middle + 1;
    else return true;
  }
  return false;
}
