import { describe, expect, it } from 'vitest';
import { layoutFaults, unusedAllowances } from '../../scripts/check-layers.ts';
import { folderFaults } from '../../scripts/layers/folders.ts';
import { MAY_IMPORT } from '../../scripts/layers/rules.ts';
import { sourceFiles } from '../../scripts/layers/source-file.ts';

function faultsOf(texts: Record<string, string>): string[] {
  return layoutFaults(sourceFiles(new Map(Object.entries(texts))));
}

describe('the layout check', () => {
  it('accepts imports that go down, and those inside a folder', () => {
    expect(
      faultsOf({
        'assembly/text/bytes.ts': '',
        'assembly/text/span.ts': 'import { a } from "./bytes";',
        'assembly/http/date.ts': 'import { b } from "../text/bytes";',
        'assembly/plugin/root.ts': 'export { c } from "../http/date";',
        'assembly/index.ts': 'export * from "./plugin/root";',
      }),
    ).toEqual([]);
  });

  it.each([
    ['http', 'match'],
    ['match', 'host'],
    ['config', 'exchange'],
    ['redis', 'match'],
    ['exchange', 'http'],
    ['memory', 'text'],
    ['ratelimit', 'plugin'],
  ])('refuses an import of %s from %s', (layer, target) => {
    const [fault] = faultsOf({
      [`assembly/${layer}/a.ts`]: `import { b } from "../${target}/b";`,
      [`assembly/${target}/b.ts`]: '',
    });
    expect(fault).toBe(`assembly/${layer}/a.ts: ${layer} may not import ${target} (assembly/${target}/b.ts)`);
  });

  it('refuses an import of the entry file from a feature through any depth of folder', () => {
    expect(
      faultsOf({
        'assembly/index.ts': 'import "./ratelimit/official/a";',
        'assembly/ratelimit/official/a.ts': '',
      }),
    ).toHaveLength(1);
  });

  it('refuses a folder that is not in the table, and imports out of assembly', () => {
    expect(faultsOf({ 'assembly/cloud/a.ts': '' })[0]).toMatch(/not in the table/);
    expect(faultsOf({ 'assembly/text/a.ts': 'import "../../e2e/b";', 'e2e/b.ts': '' })[0]).toMatch(
      /outside assembly/,
    );
  });

  it('lets an example import what the package offers, and nothing else', () => {
    const library = {
      'assembly/redis/index.ts': '',
      'assembly/redis/in-flight.ts': '',
      'assembly/host/log.ts': '',
    };
    const example = (text: string) =>
      faultsOf({ ...library, 'examples/a/assembly/b.ts': text, 'examples/c/d.ts': '' });
    expect(
      example('import "higress-redis/assembly/redis"; import "higress-redis/assembly/host/log";'),
    ).toEqual([]);
    expect(example('import "higress-redis/assembly/redis/in-flight";')).toEqual([
      expect.stringMatching(
        /^examples\/a\/assembly\/b.ts: assembly\/redis\/in-flight.ts is not for plugins of others/,
      ),
    ]);
    expect(example('import "../../../assembly/redis/in-flight";')).toHaveLength(1);
    expect(example('import "../../c/d";')).toHaveLength(1);
    expect(example('@external("env", "x")\nexport declare function x(): void;')).toHaveLength(1);
  });

  it('refuses a table that allows what nobody does', () => {
    const layers = Object.entries(MAY_IMPORT).filter(([layer]) => layer !== 'memory');
    const texts = layers.map(([layer, below]): [string, string] => [
      `assembly/${layer}/a.ts`,
      below
        .filter((other) => `${layer} ${other}` !== 'http text')
        .map((other) => `import "../${other}/a";`)
        .join('\n'),
    ]);
    const files = sourceFiles(new Map(texts));
    const unused = unusedAllowances(files);
    expect(unused).toContain('scripts/layers/rules.ts: http does not import text');
    expect(unused).toContain('scripts/layers/rules.ts: there is no assembly/memory');
  });

  it('has a table without cycles', () => {
    const remaining = new Map(Object.entries(MAY_IMPORT));
    for (let size = -1; size !== remaining.size;) {
      size = remaining.size;
      for (const [layer, below] of remaining)
        if (!below.some((name) => remaining.has(name))) remaining.delete(layer);
    }
    expect([...remaining.keys()]).toEqual([]);
  });

  it.each(['// @ts-ignore\n@external("env", "proxy_log")\n', 'export declare function proxy_log(): i32;'])(
    'lets only host/ declare %j',
    (text) => {
      expect(faultsOf({ 'assembly/host/log.ts': text })).toEqual([]);
      expect(faultsOf({ 'assembly/redis/log.ts': text })[0]).toMatch(/only assembly\/host/);
    },
  );

  it('does not take the words for a declaration in a comment', () => {
    expect(faultsOf({ 'assembly/text/a.ts': '// no @external here\n/** declare function */' })).toEqual([]);
  });

  it.each(['gateway/utils.ts', 'e2e/session-manager.ts', 'tests/wasm/helpers/host.ts', 'bench/common.mjs'])(
    'refuses the name %s',
    (path) => {
      expect(faultsOf({ [path]: '' })[0]).toMatch(/does not say what is inside/);
    },
  );

  it('accepts 400 lines and refuses 401', () => {
    expect(faultsOf({ 'e2e/long.ts': 'a;\n'.repeat(400) })).toEqual([]);
    expect(faultsOf({ 'e2e/long.ts': 'a;\n'.repeat(401) })[0]).toMatch(/401 lines/);
  });

  it('finds folders that import each other around a corner, also by types alone', () => {
    const faults = faultsOf({
      'gateway/a/a.ts': "import type { B } from '../b/b.ts';",
      'gateway/b/b.ts': "export { C } from '../c/c.ts';",
      'gateway/c/c.ts': "const a = await import('../a/a.ts');",
      'gateway/d/d.ts': "import '../a/a.ts';",
    });
    expect(faults).toEqual(['these folders import each other: gateway/a, gateway/b, gateway/c']);
  });
});

describe('the order of the folders', () => {
  const texts = (target: string) =>
    sourceFiles(
      new Map([...Object.entries({ 'scripts/wasm/a.ts': `import '../../${target}';`, [target]: '' })]),
    );

  it('lets a folder import those before it', () => {
    const files = { 'e2e/a.ts': "import '../scripts/b.ts';", 'scripts/b.ts': '' };
    expect(folderFaults(sourceFiles(new Map(Object.entries(files))), [])).toEqual([]);
  });

  it('refuses an import of those behind it, unless it is named', () => {
    const exception = { from: 'scripts/wasm', to: 'gateway/link', why: 'it is tried' };
    expect(folderFaults(texts('gateway/link/b.ts'), [exception])).toEqual([]);
    expect(folderFaults(texts('gateway/linked.ts'), [exception])).toEqual([
      'scripts/wasm/a.ts: may not import gateway/linked.ts, which lies above it',
      'scripts/layers/folders.ts: scripts/wasm does not import gateway/link',
    ]);
  });
});
