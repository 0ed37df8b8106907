import { mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { malformed } from '../../../gateway/link/link-error.ts';
import { ModuleSource } from '../../../gateway/modules/module-source.ts';
import type { Link } from '../../../gateway/modules/module-source.ts';

let directory: string;
let url: string;
let second = 1;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'modules-'));
  url = `file://${directory}/p.wasm`;
});
afterEach(() => rm(directory, { recursive: true }));

async function write(text: string): Promise<void> {
  await writeFile(join(directory, 'p.wasm'), text);
  // Edits within one tick of the clock still have to look different.
  await utimes(join(directory, 'p.wasm'), second, second++);
}
const linkTo = (stubbed: string[] = []) =>
  vi.fn<Link>(async (wasm) => ({ path: `/linked/${Buffer.from(wasm).toString()}`, abi: '0.2.100', stubbed }));

test('a module is linked once, and again when its file changes', async () => {
  const link = linkTo();
  const source = new ModuleSource(link, vi.fn());
  await write('one');
  expect((await source.load([url, url])).get(url)).toEqual({ file: { path: '/linked/one', abi: '0.2.100' } });
  await source.load([url]);
  expect(link).toHaveBeenCalledTimes(1);
  expect(await source.signature()).toBe(source.loadedSignature);
  await write('two');
  expect(await source.signature()).not.toBe(source.loadedSignature);
  expect((await source.load([url])).get(url)?.file?.path).toBe('/linked/two');
});

test('a missing file is a message, until it appears', async () => {
  const source = new ModuleSource(linkTo(), vi.fn());
  expect((await source.load([url])).get(url)?.message).toContain(`${url}: ENOENT`);
  await write('one');
  expect((await source.load([url])).get(url)?.file?.path).toBe('/linked/one');
});

test.each([
  ['a link that leads to itself', 'loop.wasm', 'ELOOP'],
  ['a name that no file can have', 'a\0b.wasm', 'null bytes'],
  ['a name that is too long', `${'a'.repeat(300)}.wasm`, 'ENAMETOOLONG'],
])('%s is a message of that module alone', async (_what, name, reason) => {
  await symlink('loop.wasm', join(directory, 'loop.wasm'));
  await write('one');
  const bad = `file://${directory}/${name}`;
  const source = new ModuleSource(linkTo(), vi.fn());
  const modules = await source.load([bad, url]);
  expect(modules.get(bad)?.message).toContain(reason);
  expect(modules.get(url)?.file?.path).toBe('/linked/one');
  expect(await source.signature()).toBe(source.loadedSignature);
});

test('a module that cannot be linked is a message', async () => {
  await write('one');
  const source = new ModuleSource(() => Promise.reject(new Error('not a module')), vi.fn());
  expect((await source.load([url])).get(url)).toEqual({ message: `${url}: not a module` });
});

test('a module that could not be linked for another reason than itself is tried again', async () => {
  await write('one');
  const link = linkTo().mockRejectedValueOnce(new Error('ENOSPC: no space left on device'));
  const source = new ModuleSource(link, vi.fn(), { retryMs: 1 });
  expect((await source.load([url])).get(url)?.message).toContain('ENOSPC');
  const failed = source.outcome;
  await vi.waitUntil(async () => (await source.signature()) !== source.loadedSignature);
  expect((await source.load([url])).get(url)?.file?.path).toBe('/linked/one');
  expect(await source.signature()).toBe(source.loadedSignature);
  expect(source.outcome).not.toBe(failed);
});

test('a module at fault is not tried again until it is another one', async () => {
  await write('one');
  const link = linkTo().mockRejectedValue(malformed('no header'));
  const source = new ModuleSource(link, vi.fn(), { retryMs: 0 });
  await source.load([url]);
  expect(await source.signature()).toBe(source.loadedSignature);
  await source.load([url]);
  expect(link).toHaveBeenCalledTimes(1);
});

test('hostcalls that upstream lacks are reported', async () => {
  await write('one');
  const report = vi.fn();
  await new ModuleSource(linkTo(['proxy_get_upstream_hosts']), report).load([url]);
  expect(report).toHaveBeenCalledWith(expect.stringContaining('lacks proxy_get_upstream_hosts'));
});

test.each([
  ['', 'spec.url is empty'],
  ['oci://r.test/p:1', 'only file://, http:// and https:// are supported yet'],
])('the url "%s" is a message', async (unsupported, message) => {
  const modules = await new ModuleSource(linkTo(), vi.fn()).load([unsupported]);
  expect(modules.get(unsupported)?.message).toContain(message);
});
