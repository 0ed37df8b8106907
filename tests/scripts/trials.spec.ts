import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { guide } from '../../scripts/demo/guide.ts';
import { brokenParts, trialsOf } from '../../scripts/start-check/trials.ts';

const printed = guide({
  url: 'http://127.0.0.1:1',
  adminUrl: 'http://127.0.0.1:2',
  redisUrl: 'redis://127.0.0.1:3',
  folder: '/tmp/x',
}).split('\n');

describe('the lines of the guide', () => {
  it('are all found, each with something to type and something to see', () => {
    const trials = trialsOf(printed);
    expect(trials).toHaveLength(4);
    for (const { command, promise } of trials) {
      expect(command).toMatch(/curl|redis-cli/);
      expect(promise).not.toBe('');
    }
  });

  it('name redis-cli by its path only where it can be executed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'guide-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const client = join(folder, 'redis-cli');
    const places = {
      url: '',
      adminUrl: '',
      redisUrl: '',
      folder: '',
      redisBinary: join(folder, 'redis-server'),
    };
    expect(guide(places)).toContain('   redis-cli -u');
    writeFileSync(client, '', { mode: 0o644 });
    expect(guide(places)).toContain('   redis-cli -u');
    chmodSync(client, 0o755);
    expect(guide(places)).toContain(`   ${client} -u`);
  });
});

describe('what a line promises', () => {
  const trial = { title: '', command: '', promise: 'X-Limit: 5, …:alice' };

  it('is kept in any order and case', () => {
    expect(brokenParts(trial, 'key:alice\nx-limit: 5\r\n')).toEqual([]);
  });

  it('is broken by each part that is missing', () => {
    expect(brokenParts(trial, 'key:bob\nx-limit: 5')).toEqual([':alice']);
  });

  it('is broken if nothing is promised', () => {
    expect(brokenParts({ ...trial, promise: '' }, 'anything')).not.toEqual([]);
  });
});
