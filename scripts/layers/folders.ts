import { FOLDER_ORDER } from './rules.ts';
import type { SourceFile } from './source-file.ts';

/** An import against the order. `from` and `to` are folders or files, with all that is in them. */
export type Exception = { from: string; to: string; why: string };

export const EXCEPTIONS: readonly Exception[] = [
  { from: 'scripts/wasm', to: 'gateway/link', why: 'the gateway has the reader of wasm modules' },
  { from: 'scripts/demo', to: 'e2e/servers', why: 'the demo runs the Redis and the origin of the suites' },
  { from: 'scripts/demo.ts', to: 'e2e/servers', why: 'the same' },
  {
    from: 'scripts/contract-table.ts',
    to: 'e2e/conformance/contract',
    why: 'writes the page of what stands there',
  },
  {
    from: 'scripts/redis-versions.ts',
    to: 'e2e/redis/command-table',
    why: 'writes the page that a test there compares',
  },
  { from: 'e2e/conformance', to: 'tests/wasm/host', why: 'tries one contract on the scripted host, too' },
  { from: 'e2e/conformance', to: 'tests/gateway/envoy', why: 'and on a gateway without a suite around it' },
  {
    from: 'e2e/guide',
    to: 'tests/wasm/host',
    why: 'has its module serve for long, where memory can be measured',
  },
  { from: 'e2e/differential', to: 'tests/wasm', why: 'plays one scenario on the scripted host, too' },
  { from: 'bench/vm', to: 'tests/wasm/host', why: 'writes headers as the scripted host does' },
  { from: 'bench/codec', to: 'tests/wasm/support', why: 'compiles its probe as the tests do' },
];

/** Imports against the order that no exception names, and exceptions that no import needs. */
export function folderFaults(
  files: readonly SourceFile[],
  exceptions: readonly Exception[] = EXCEPTIONS,
): string[] {
  const used = new Set<Exception>();
  const faults = files.flatMap(({ path, imports }) =>
    imports
      .filter((target) => rank(target) > rank(path))
      .flatMap((target) => {
        const exception = exceptions.find(({ from, to }) => isIn(path, from) && isIn(target, to));
        if (exception === undefined) return [`${path}: may not import ${target}, which lies above it`];
        used.add(exception);
        return [];
      }),
  );
  const unused = exceptions.filter((exception) => !used.has(exception));
  return [
    ...faults,
    ...unused.map(({ from, to }) => `scripts/layers/folders.ts: ${from} does not import ${to}`),
  ];
}

function rank(path: string): number {
  return FOLDER_ORDER.indexOf(path.split('/')[0]!);
}

function isIn(path: string, place: string): boolean {
  return path === place || path.startsWith(`${place}/`);
}
