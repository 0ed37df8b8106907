import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listDirectory, listIgnored, readText } from '../../../gateway/resources/directory.ts';
import { describeProblem } from '../../../gateway/resources/problem.ts';
import { ResourceStore } from '../../../gateway/resources/store.ts';

let directory: string;
let store: ResourceStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'directory-'));
  await mkdir(join(directory, 'ingresses', 'team'), { recursive: true });
  store = new ResourceStore();
});
afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

const write = (file: string) => writeFile(join(directory, 'ingresses', file), '');
async function read(): Promise<{ names: string[]; problems: string[] }> {
  await store.update(await listDirectory(directory), readText);
  const names = store.resources.ingresses.map(({ name }) => name);
  return { names, problems: store.problems.map(describeProblem) };
}

describe('the name of a file', () => {
  test.each(['a', 'a-1.b', '0', 'App_2', 'a'.repeat(220)])('may be %s.yaml', async (name) => {
    await write(`${name}.yaml`);
    expect(await read()).toEqual({ names: [name], problems: [] });
  });

  test.each(['a:b', 'é', '-a', '.a', 'a b', '', 'a'.repeat(221)])(
    'is a problem of that file alone when it is "%s.yaml"',
    async (name) => {
      await write(`${name}.yaml`);
      await write('app.yaml');
      const { names, problems } = await read();
      expect(names).toEqual(['app']);
      expect(problems).toEqual([
        expect.stringContaining(`ingresses/${name}.yaml:1: the name of a file is that of its object`),
      ]);
    },
  );
});

describe('a folder', () => {
  test('may be a link to one, and a link to a folder above is no way round for ever', async () => {
    await write('team/a.yaml');
    await symlink(join(directory, 'ingresses', 'team'), join(directory, 'ingresses', 'linked'));
    await symlink(directory, join(directory, 'ingresses', 'team', 'up'));
    expect(await read()).toEqual({ names: ['a'], problems: [] });
    const shown = (await listDirectory(directory)).map((file) => file.shown);
    expect(shown).toContain('ingresses/linked/a.yaml');
  });

  test('may lie as deep as the file system allows', async () => {
    const deep = Array.from({ length: 20 }, (_, level) => `level-${level}`).join('/');
    await mkdir(join(directory, 'ingresses', deep), { recursive: true });
    await write(`${deep}/a.yaml`);
    expect(await read()).toEqual({ names: ['a'], problems: [] });
  });

  test('that can not be opened is a problem of its own, the others count', async () => {
    await symlink('secrets', join(directory, 'secrets'));
    await write('app.yaml');
    const { names, problems } = await read();
    expect(names).toEqual(['app']);
    expect(problems).toEqual([expect.stringMatching(/^secrets:1: ELOOP/)]);
  });

  test('of nobody that can not be opened is nothing to speak of', async () => {
    await symlink('notes', join(directory, 'notes'));
    expect(await listIgnored(directory)).toEqual([]);
  });
});

describe('a subfolder', () => {
  // Root may open every folder.
  const isRoot = process.geteuid?.() === 0;
  beforeEach(async () => {
    await write('app.yaml');
    await write('team/inner.yaml');
    await chmod(directory, 0o755);
    if (isRoot) process.seteuid?.(65_534);
  });
  afterEach(async () => {
    if (isRoot) process.seteuid?.(0);
    await chmod(join(directory, 'ingresses', 'team'), 0o755);
  });
  const close = async (mode: number) => {
    if (isRoot) process.seteuid?.(0);
    await chmod(join(directory, 'ingresses', 'team'), mode);
    if (isRoot) process.seteuid?.(65_534);
  };

  test('that can not be opened any more keeps what was read from it, with a reason', async () => {
    expect(await read()).toEqual({ names: ['app', 'inner'], problems: [] });
    await close(0o000);
    const { names, problems } = await read();
    expect(names).toEqual(['app', 'inner']);
    expect(problems).toEqual([expect.stringMatching(/^ingresses\/team:1: EACCES/)]);
    await close(0o755);
    expect(await read()).toEqual({ names: ['app', 'inner'], problems: [] });
  });
});
