import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { listDirectory, readText } from '../../../gateway/resources/directory.ts';
import { describeProblem } from '../../../gateway/resources/problem.ts';
import { ResourceStore } from '../../../gateway/resources/store.ts';

let directory: string;
let store: ResourceStore;
let second = 1;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'resources-'));
  store = new ResourceStore();
});
afterEach(() => rm(directory, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  const file = join(directory, path);
  await mkdir(join(file, '..'), { recursive: true });
  await writeFile(file, text);
  // Edits within one tick of the clock still have to look different.
  await utimes(file, second, second++);
}
const update = async () => store.update(await listDirectory(directory), readText);

test('missing folders are an empty DIR', async () => {
  expect(await update()).toBe(false);
  expect(store.resources.ingresses).toEqual([]);
});

test('subfolders count, .yml files and other folders do not', async () => {
  await write('secrets/deep/er/a.yaml', 'data: {k: dg==}');
  await write('secrets/b.yml', 'data: {k: dg==}');
  await write('pods/c.yaml', 'spec: {}');
  expect(await update()).toBe(true);
  expect(store.resources.secrets).toEqual([{ name: 'a', data: { k: 'dg==' } }]);
});

test('nothing changed is said so, an edit and a removal are changes', async () => {
  await write('secrets/a.yaml', 'data: {k: dg==}');
  await update();
  expect(await update()).toBe(false);
  await write('secrets/a.yaml', 'data: {k: eA==}');
  expect(await update()).toBe(true);
  expect(store.resources.secrets[0]?.data).toEqual({ k: 'eA==' });
  await rm(join(directory, 'secrets/a.yaml'));
  expect(await update()).toBe(true);
  expect(store.resources.secrets).toEqual([]);
});

test('a bad edit is reported and the last good version stays', async () => {
  await write('secrets/a.yaml', 'data: {k: dg==}');
  await write('secrets/b.yaml', 'data: {k: dg==}');
  await update();
  await write('secrets/a.yaml', 'data: [k]');
  await update();
  expect(store.problems.map(describeProblem)).toEqual([
    'secrets/a.yaml:1: data: must be a mapping, not a list (the last good version keeps serving)',
  ]);
  expect(store.resources.secrets.map(({ name }) => name)).toEqual(['a', 'b']);
  await write('secrets/a.yaml', 'data: {}');
  await update();
  expect(store.problems).toEqual([]);
});

test('a file that is bad from the start is reported and the others are loaded', async () => {
  await write('wasmplugins/bad.yaml', 'spec: {phase: authn}');
  await write('wasmplugins/good.yaml', 'spec: {url: file:///p.wasm}');
  await update();
  expect(store.problems).toHaveLength(1);
  expect(store.resources.wasmPlugins.map(({ name }) => name)).toEqual(['good']);
});

test('a file that cannot be read is reported and the others are loaded', async () => {
  await mkdir(join(directory, 'secrets/folder.yaml'), { recursive: true });
  await write('secrets/a.yaml', 'data: {}');
  await update();
  expect(store.problems.map(describeProblem)).toEqual([
    expect.stringMatching(/^secrets\/folder\.yaml:1: EISDIR/),
  ]);
  expect(store.resources.secrets.map(({ name }) => name)).toEqual(['a']);
});

test('a link to itself is a problem of that file alone', async () => {
  await mkdir(join(directory, 'wasmplugins'));
  await symlink('x.yaml', join(directory, 'wasmplugins/x.yaml'));
  await write('wasmplugins/good.yaml', 'spec: {url: file:///p.wasm}');
  await update();
  expect(store.problems.map(describeProblem)).toEqual([
    expect.stringMatching(/^wasmplugins\/x\.yaml:1: ELOOP/),
  ]);
  expect(store.resources.wasmPlugins.map(({ name }) => name)).toEqual(['good']);
  expect(await update()).toBe(false);
});

test.each([
  ['that multiplies', `a: &a [x]\nb: &b [${'*a,'.repeat(40)}]\nc: [${'*b,'.repeat(40)}]`],
  ['that holds itself', 'a: &a [*a]'],
])('an alias %s is a problem of that file alone', async (_, text) => {
  await write('secrets/bad.yaml', text);
  await write('secrets/good.yaml', 'data: {}');
  await update();
  expect(store.problems).toMatchObject([{ file: 'secrets/bad.yaml' }]);
  expect(store.resources.secrets.map(({ name }) => name)).toEqual(['good']);
});
