import { describe, expect, it } from 'vitest';
import { cpuTime, descendants } from '../../bench/gateway/cpu-time.ts';
import { figureOf, timeInterleaved } from '../../bench/rounds.ts';
import { table } from '../../bench/table.ts';
import { emptyModule } from '../../bench/vm/empty-module.ts';
import { ThinHost } from '../../bench/vm/thin-host.ts';
import { endOwned, spawnOwned } from '../../scripts/process/owned.mjs';

const empty = () => ({ name: 'empty', module: emptyModule(), configuration: '' });

function spin(times: number): number {
  let sum = 0;
  for (let i = 0; i < times; i++) sum += Math.sqrt(i);
  return sum;
}

describe('a benchmark', () => {
  it('sums rounds up by their median, least and greatest', () => {
    expect(figureOf([5, 1, 9])).toEqual({ median: 5, min: 1, max: 9 });
    expect(figureOf([4, 2])).toEqual({ median: 3, min: 2, max: 4 });
  });

  it('finds the slower contender slower', () => {
    const timing = { rounds: 5, roundMs: 5, warmUpMs: 20 };
    const figures = timeInterleaved(
      [
        { name: 'once', run: (times) => spin(100 * times) },
        { name: 'tenfold', run: (times) => spin(1000 * times) },
      ],
      timing,
    );
    const ratio = figures.get('tenfold')!.median / figures.get('once')!.median;
    expect(ratio).toBeGreaterThan(4);
    expect(ratio).toBeLessThan(25);
  });

  it('lines its columns up, numbers to the right', () => {
    expect(
      table(
        ['name', 'ns'],
        [
          ['a', 1],
          ['longer', 1234],
        ],
      ),
    ).toBe('name      ns\na          1\nlonger  1234');
  });

  it('costs an empty module neither a hostcall nor a byte to Redis', async () => {
    const host = await ThinHost.start(empty(), 'allowed');
    host.keepLive(3);
    host.run(10);
    host.keepLive(0);
    expect([host.hostcalls, host.redisBytes, host.memoryBytes]).toEqual([0, 0, 65536]);
  });

  it.runIf(process.platform === 'linux')('sees what a process below it has used', async () => {
    const child = spawnOwned(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    try {
      await expect.poll(() => descendants().map(({ pid }) => pid)).toContain(child.pid);
      const before = cpuTime(child.pid!);
      await expect.poll(() => cpuTime(child.pid!) - before, { timeout: 10_000 }).toBeGreaterThan(10e6);
    } finally {
      await endOwned(child);
    }
  });
});
