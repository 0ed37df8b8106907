import { dirname } from 'node:path/posix';
import type { SourceFile } from './source-file.ts';

/**
 * Folders that import each other, directly or around corners, each group once. A folder and those inside it are one whole,
 * so imports between them do not count.
 * Found as the strongly connected components of the graph of folders (Tarjan 1972).
 */
export function folderCycles(files: readonly SourceFile[]): string[][] {
  const graph = folderGraph(files);
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const cycles: string[][] = [];

  const visit = (folder: string): void => {
    order.set(folder, order.size);
    lowest.set(folder, order.get(folder)!);
    path.push(folder);
    for (const next of graph.get(folder) ?? []) {
      if (!order.has(next)) {
        visit(next);
        lowest.set(folder, Math.min(lowest.get(folder)!, lowest.get(next)!));
      } else if (path.includes(next)) {
        lowest.set(folder, Math.min(lowest.get(folder)!, order.get(next)!));
      }
    }
    if (lowest.get(folder) !== order.get(folder)) return;
    const component = path.splice(path.indexOf(folder));
    if (component.length > 1) cycles.push(component.sort());
  };

  for (const folder of graph.keys()) if (!order.has(folder)) visit(folder);
  return cycles;
}

function folderGraph(files: readonly SourceFile[]): Map<string, Set<string>> {
  const graph = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    const folder = dirname(path);
    const targets = graph.get(folder) ?? new Set<string>();
    for (const target of imports.map((file) => dirname(file)))
      if (!isWhole(folder, target)) targets.add(target);
    graph.set(folder, targets);
  }
  return graph;
}

function isWhole(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}/`) || other.startsWith(`${one}/`);
}
