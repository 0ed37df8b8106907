import { until, waitFor } from '../../../e2e/wait.ts';
import type { Module, ModuleSource } from '../../../gateway/modules/module-source.ts';

/** What a source has for this url, once it is not on its way any more. */
export async function fetched(source: ModuleSource, url: string): Promise<Module | undefined> {
  let module: Module | undefined;
  await until(
    waitFor(`the end of fetching ${url}`, async () => {
      module = (await source.load([url])).get(url);
      return module?.message !== `${url}: is being fetched`;
    }),
  );
  return module;
}
