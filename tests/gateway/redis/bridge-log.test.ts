import { beforeEach, describe, expect, it, vi } from 'vitest';
import { BridgeLog } from '../../../gateway/redis/bridge-log.ts';

let lines: string[];
beforeEach(() => {
  lines = [];
});
const write = (severity: string, message: string) => void lines.push(`${severity}: ${message}`);

describe('the log of the bridge', () => {
  it('names the cluster in front', () => {
    const log = new BridgeLog(write);
    log.debug('a', () => 'called');
    log.warn('b', 'closed');
    expect(lines).toEqual(['debug: redis a: called', 'warn: redis b: closed']);
  });

  it.each([
    ['nobody reads', new BridgeLog()],
    ['is below the threshold', new BridgeLog(write, 'warn')],
  ])('makes no message that %s', (_what, log) => {
    const message = vi.fn(() => 'called');
    log.debug('a', message);
    expect(message).not.toHaveBeenCalled();
    expect(lines).toEqual([]);
  });

  it('keeps warnings above the threshold, and tells one of each request once', () => {
    const log = new BridgeLog(write, 'warn');
    for (const cluster of ['a', 'a', 'b']) log.warnOnce(cluster, 'unknown');
    expect(lines).toEqual(['warn: redis a: unknown', 'warn: redis b: unknown']);
  });
});
