/** A seeded source of numbers (xorshift32), so that a failing run can be repeated. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0 || 1;
  }

  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }
}

/** Written alike and meaning the same in RE2 and, with the flags `u` and `s`, in ECMAScript. */
const ATOMS = [
  ...['a', 'b', 'c', 'K', 's', 'é', 'Ж', 'σ', '😀', '\\.', '\\{', '\\x41', '\\n', '\\t', '.'],
  ...[
    '\\d',
    '\\D',
    '\\w',
    '[ab]',
    '[^a]',
    '[a-c]',
    '[^b-é]',
    '[\\d\\w]',
    '[^\\d]',
    '[σ-ω]',
    '[😀-😂]',
    '[a\\-c]',
  ],
] as [string, ...string[]];
const PLACES = ['^', '$', '\\b', '\\B'] as [string, ...string[]];
const QUANTIFIERS = ['*', '+', '?', '*?', '+?', '??', '{2}', '{0}', '{1,}', '{0,2}', '{1,3}?'] as [
  string,
  ...string[],
];
const GROUPS = ['(', '(?:', '(?<name>'] as [string, ...string[]];
const LETTERS = [
  ...['a', 'b', 'c', 'A', 'k', 'K', 'K', 's', 'ſ', 'é', 'É', 'ж', 'Ж', 'σ', 'ς', 'Σ', '😀', '😁'],
  ...['1', '_', '-', '.', '{', ' ', '\n', '\t'],
] as [string, ...string[]];

/** A pattern of the common language. Word boundaries are left out where they differ: when case is folded. */
export function randomPattern(dice: Dice, withBoundaries: boolean): string {
  const namesLeft = { count: 1 };
  return branches(dice, 3, withBoundaries, namesLeft);
}

function branches(dice: Dice, depth: number, withBoundaries: boolean, namesLeft: { count: number }): string {
  let pattern = '';
  for (let parts = 1 + dice.below(4); parts > 0; parts--) {
    const kind = dice.below(10);
    if (kind === 0) {
      pattern += withBoundaries ? dice.pick(PLACES) : '^';
    } else {
      pattern += kind < 4 && depth > 0 ? group(dice, depth - 1, withBoundaries, namesLeft) : dice.pick(ATOMS);
      if (dice.below(3) === 0) pattern += dice.pick(QUANTIFIERS);
    }
    if (dice.below(7) === 0) pattern += '|';
  }
  return pattern;
}

function group(dice: Dice, depth: number, withBoundaries: boolean, namesLeft: { count: number }): string {
  let open = dice.pick(GROUPS);
  // ECMAScript allows a name only once.
  if (open === '(?<name>' && namesLeft.count-- <= 0) open = '(?:';
  return `${open}${branches(dice, depth, withBoundaries, namesLeft)})`;
}

export function randomText(dice: Dice): string {
  let text = '';
  for (let letters = dice.below(9); letters > 0; letters--) text += dice.pick(LETTERS);
  return text;
}

/** Anything, with a liking for what has a meaning. */
export function randomGarbage(dice: Dice): string {
  const units = [
    ...'()[]{}|*+?^$.\\-,:=!<>PQEpUimsab019dDwWbBzAC^é😀',
    '\ud800',
    '\udc00',
    '\0',
    '[:',
    ':]',
    '(?',
  ];
  let pattern = '';
  for (let count = dice.below(24); count > 0; count--) pattern += dice.pick(units as [string, ...string[]]);
  return pattern;
}
