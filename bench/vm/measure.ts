import { timeInterleaved, type Figure } from '../rounds.ts';
import { ThinHost, type Subject, type Verdict } from './thin-host.ts';

/** What a request costs, in nanoseconds. */
export type VmRow = {
  subject: string;
  verdict: Verdict;
  liveStreams: number;
  /** With the host. */
  raw: Figure;
  /** Median without what the host spends on an empty module in the same rounds. */
  net: number;
  /** `raw` over that of the empty module. */
  timesEmpty: number;
  /** `net` over that of the plugin; 1 for itself. */
  timesPlugin: number;
  hostcalls: number;
  redisBytes: number;
};

const LIVE_STREAMS = [1, 100, 10_000];
const VERDICTS: readonly Verdict[] = ['allowed', 'denied'];

/** @param plugin what the other subjects are compared with */
export async function measureVm(
  plugin: Subject,
  others: readonly Subject[],
  empty: Subject,
): Promise<VmRow[]> {
  const rows: VmRow[] = [];
  const subjects = [plugin, ...others, empty];
  for (const verdict of VERDICTS) {
    const hosts = new Map<string, ThinHost>();
    for (const subject of subjects) hosts.set(subject.name, await ThinHost.start(subject, verdict));
    for (const liveStreams of LIVE_STREAMS) {
      for (const host of hosts.values()) host.keepLive(liveStreams - 1);
      const figures = timeInterleaved(
        [...hosts].map(([name, host]) => ({ name, run: (times) => host.run(times) })),
      );
      const base = figures.get(empty.name)!.median;
      const netOf = (name: string) => figures.get(name)!.median - base;
      for (const [subject, host] of hosts) {
        const raw = figures.get(subject)!;
        rows.push({
          subject,
          verdict,
          liveStreams,
          raw,
          net: netOf(subject),
          timesEmpty: raw.median / base,
          timesPlugin: netOf(subject) / netOf(plugin.name),
          ...countsOfOne(host),
        });
      }
    }
  }
  return rows;
}

function countsOfOne(host: ThinHost): { hostcalls: number; redisBytes: number } {
  const { hostcalls, redisBytes } = host;
  host.run(1);
  return { hostcalls: host.hostcalls - hostcalls, redisBytes: host.redisBytes - redisBytes };
}
