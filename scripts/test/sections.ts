import { existsSync, readdirSync } from 'node:fs';
import { type Counts, noCounts, readAsPectCounts, readCounts } from './counts.ts';

/** One part of `npm test`. */
export type Section = {
  /** What `npm test -- NAME` calls it. */
  name: string;
  title: string;
  /** Run one after another until one fails. */
  commands: readonly (readonly string[])[];
  /** The folder of its tests, and how their files are named; without any the section has nothing to run. */
  tests?: { folder: string; files: RegExp };
  /** Reads the counts off the output of the last command; undefined if they are not there. */
  countsOf: (output: string) => Counts | undefined;
};

const SPEC = /\.(spec|test)\.ts$/;
const tsx = (...args: string[]) => [process.execPath, '--import', 'tsx', ...args];
const vitest = (folder: string) => ['node_modules/.bin/vitest', 'run', folder];
const nothingToCount = () => noCounts();

export const SECTIONS: readonly Section[] = [
  {
    name: 'lint',
    title: 'Style, types and layout',
    commands: [tsx('scripts/lint.ts')],
    countsOf: nothingToCount,
  },
  {
    name: 'build',
    title: 'The release module and its size',
    commands: [tsx('scripts/build.ts'), tsx('scripts/size.ts')],
    countsOf: nothingToCount,
  },
  {
    name: 'unit',
    title: 'Unit tests in WebAssembly',
    commands: [tsx('scripts/embed-scripts.ts'), ['node_modules/.bin/asp', '--summary', '--no-logo']],
    tests: { folder: 'tests/unit', files: SPEC },
    countsOf: readAsPectCounts,
  },
  {
    name: 'scripts',
    title: 'Scripts and servers of the tests',
    commands: [vitest('tests/scripts')],
    tests: { folder: 'tests/scripts', files: SPEC },
    countsOf: readCounts,
  },
  {
    name: 'gateway',
    title: 'Parts of the local gateway',
    commands: [vitest('tests/gateway')],
    tests: { folder: 'tests/gateway', files: SPEC },
    countsOf: readCounts,
  },
  {
    name: 'wasm',
    title: 'The release module against a scripted host',
    commands: [vitest('tests/wasm')],
    tests: { folder: 'tests/wasm', files: SPEC },
    countsOf: readCounts,
  },
  {
    name: 'e2e',
    title: 'End to end on the local gateway, with a real Redis',
    commands: [tsx('e2e/main.ts', '--gateway', 'local', '--required')],
    tests: { folder: 'e2e', files: /^main\.ts$/ },
    countsOf: readCounts,
  },
];

/** False while nobody has written a test for the section. */
export function hasTests({ tests }: Section): boolean {
  if (tests === undefined) return true;
  if (!existsSync(tests.folder)) return false;
  return readdirSync(tests.folder, { recursive: true, encoding: 'utf8' }).some((file) =>
    tests.files.test(file),
  );
}

/** The sections of these names, all for no name. @throws {RangeError} naming the unknown one */
export function chosenSections(names: readonly string[]): readonly Section[] {
  for (const name of names) {
    if (!SECTIONS.some((section) => section.name === name)) {
      throw new RangeError(
        `no section "${name}"; there are ${SECTIONS.map((section) => section.name).join(', ')}`,
      );
    }
  }
  return names.length === 0 ? SECTIONS : SECTIONS.filter(({ name }) => names.includes(name));
}
