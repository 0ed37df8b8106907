import { vi } from 'vitest';
import type { Module, ModuleSource } from '../../../gateway/modules/module-source.ts';

const PATIENCE = { timeout: 15_000, interval: 20 };

export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(isSo, PATIENCE);
}

/** What a source has for this url, once it is not on its way any more. */
export async function fetched(source: ModuleSource, url: string): Promise<Module | undefined> {
  let module: Module | undefined;
  await until(async () => {
    module = (await source.load([url])).get(url);
    return module?.message !== `${url}: is being fetched`;
  });
  return module;
}
