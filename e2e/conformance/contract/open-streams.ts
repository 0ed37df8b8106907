const CREATED = /^context_create (\d+),(\d+)$/;
const DELETED = /^delete (\d+)$/;

/** Ids of the streams that a probe told of and whose deletion it did not tell yet. VMs may use one id at a time. */
export function openStreams(told: readonly string[]): string[] {
  const open: string[] = [];
  for (const line of told) {
    const [, created, root] = CREATED.exec(line) ?? [];
    if (created !== undefined && root !== '0') open.push(created);
    const deleted = DELETED.exec(line)?.[1];
    if (deleted !== undefined && open.includes(deleted)) open.splice(open.indexOf(deleted), 1);
  }
  return open;
}
