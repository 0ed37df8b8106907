import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until, waitFor } from '../../../e2e/control/wait.ts';
import { Trace } from '../../../gateway/trace/trace.ts';

const CALL = { cluster: 'redis', command: 'GET "a"', reply: 'nil', beginMs: 1, endMs: 2 };

let folder: string;
let reported: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'trace-file-'));
  reported = [];
});
afterEach(() => rm(folder, { recursive: true }));
const report = (message: string) => void reported.push(message);

describe('a trace', () => {
  it('is whole when it was closed', async () => {
    const file = join(folder, 'trace.json');
    const trace = await Trace.start(file, report);
    trace.addRedisCall(CALL);
    await trace.close();
    const events = JSON.parse(await readFile(file, 'utf8')) as { name: string; ph: string }[];
    expect(events.filter(({ name }) => name === CALL.command).map(({ ph }) => ph)).toEqual(['b', 'e']);
    expect(reported).toEqual([]);
  });

  it('whose file can not be opened fails the start', async () => {
    await expect(Trace.start(join(folder, 'no/such/trace.json'), report)).rejects.toThrow('ENOENT');
  });

  const full = '/dev/full';
  it.skipIf(!existsSync(full))(`on a full disk says so once and is no more (needs ${full})`, async () => {
    const trace = await Trace.start(full, report);
    await until(waitFor('the failure', () => reported.length > 0));
    trace.addRedisCall(CALL);
    await trace.close();
    expect(reported).toEqual([expect.stringMatching(/^the trace ends here: ENOSPC/)]);
  });

  it('on a disk that fails at the end can be closed', async () => {
    const stream = new Writable({ final: (done) => done(new Error('no space')) });
    stream._write = (_chunk, _encoding, done) => done();
    const trace = new Trace(stream, report);
    await trace.close();
    expect(reported).toEqual(['the trace ends here: no space']);
  });

  it('on a disk that stands still takes no more than its share of memory', async () => {
    const stalled = new Writable({ write: () => undefined });
    const trace = new Trace(stalled, report, 2000);
    let most = 0;
    for (let calls = 0; calls < 100; calls++) {
      trace.addRedisCall(CALL);
      most = Math.max(most, stalled.writableLength);
    }
    expect(most).toBeLessThan(3000);
    expect(reported).toEqual(['the trace ends here: it is written more slowly than it grows']);
    await trace.close();
  });
});
