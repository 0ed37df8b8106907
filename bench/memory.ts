import { ThinHost, type Subject } from './vm/thin-host.ts';

/** Size of the module's linear memory at one point of its life. */
export type MemoryRow = { after: string; bytes: number };

/** Each figure comes from a module of its own. */
export async function measureMemory(subject: Subject): Promise<MemoryRow[]> {
  const start = () => ThinHost.start(subject, 'allowed');
  const loaded = await start();
  const busy = await start();
  busy.run(1_000_000);
  const crowded = await start();
  crowded.keepLive(10_000);
  return [
    { after: 'its configuration', bytes: loaded.memoryBytes },
    { after: '1 000 000 requests', bytes: busy.memoryBytes },
    { after: '10 000 live streams', bytes: crowded.memoryBytes },
  ];
}
