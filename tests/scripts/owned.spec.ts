import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { mustRun, run } from '../../scripts/process/run.mjs';

const OWNED = JSON.stringify(new URL('../../scripts/process/owned.mjs', import.meta.url).href);

/** A process that owns a shell which owns a sleep; resolves with it and the process ids of the two. */
async function parentOfTwo(afterwards: string) {
  const program = `
    import { spawnOwned } from ${OWNED};
    const child = spawnOwned('sh', ['-c', 'sleep 60 & echo $$ $!; wait'], { stdio: ['ignore', 'inherit', 'ignore'] });
    process.on('message', () => { ${afterwards} });`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'ignore', 'ipc'],
  });
  const [line] = (await once(createInterface({ input: parent.stdout! }), 'line')) as [string];
  return { parent, pids: line.split(' ').map(Number) };
}

async function areGone(pids: number[]): Promise<boolean> {
  for (let i = 0; i < 250; i++) {
    if (!pids.some(isAlive)) return true;
    await sleep(20);
  }
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch {
    return false;
  }
}

/** It has ended; whether anybody reaps it is up to process 1 of this machine. */
function isZombie(pid: number): boolean {
  return existsSync('/proc/self') && /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

describe('a child that is owned', () => {
  it.each([
    ['exits', 'process.exit(3)', 3],
    ['throws', "throw new Error('unexpected')", 1],
    ['rejects', "Promise.reject(new Error('unexpected'))", 1],
  ])('ends with all it started when its owner %s', async (_how, afterwards, exitCode) => {
    const { parent, pids } = await parentOfTwo(afterwards);
    expect(pids.every(isAlive)).toBe(true);
    parent.send('now');
    expect((await once(parent, 'exit'))[0]).toBe(exitCode);
    expect(await areGone(pids)).toBe(true);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const)('ends with all it started when its owner gets %s', async (signal, exitCode) => {
    const { parent, pids } = await parentOfTwo('');
    parent.kill(signal);
    expect((await once(parent, 'exit'))[0]).toBe(exitCode);
    expect(await areGone(pids)).toBe(true);
  });
});

describe('a command that is run', () => {
  it('gives its exit code and both outputs, line by line too', async () => {
    const lines: string[] = [];
    const options = { onLine: (line: string) => lines.push(line) };
    const finished = await run('sh', ['-c', 'echo out; echo err >&2; exit 3'], options);
    expect(finished.code).toBe(3);
    expect(lines.sort()).toEqual(['err', 'out']);
  });

  it('is ended with what it started after its time limit', async () => {
    const finished = await run('sh', ['-c', 'sleep 60 & echo $!; wait'], { timeoutMs: 200 });
    expect(finished.code).toBe(124);
    expect(finished.output).toMatch(/time limit/);
    expect(await areGone([Number(finished.output.split('\n')[0])])).toBe(true);
  });

  it('is over when it ends, with what it left behind holding its output', async () => {
    const { code, output } = await run('sh', ['-c', 'sleep 60 & echo $!; exit 3']);
    expect(code).toBe(3);
    expect(output).toMatch(/^\d+$/);
    expect(await areGone([Number(output)])).toBe(true);
  });

  it('is over, too, when what it left behind does not end when asked to', async () => {
    const stubborn = `(trap '' TERM; sh -c 'echo $PPID'; kill -USR1 $$; while :; do sleep 1; done)`;
    const { code, output } = await run('sh', ['-c', `trap 'exit 0' USR1; ${stubborn} & wait`]);
    expect(code).toBe(0);
    expect(output).toMatch(/^\d+$/);
    expect(await areGone([Number(output)])).toBe(true);
  });

  it('is over when a daemon with a group of its own holds its output, and says so', async () => {
    const daemon = "spawn('sleep', ['60'], { detached: true, stdio: 'inherit' })";
    const program = `console.log(require('node:child_process').${daemon}.pid); process.exit(3)`;
    const { code, output } = await run(process.execPath, ['--eval', program]);
    const [pid, note] = output.split('\n');
    process.kill(Number(pid));
    expect(code).toBe(3);
    expect(note).toBe('something that it started outlived it and holds its output open');
  });

  it('names the program that is not there', async () => {
    expect(await run('no-such-program', [])).toEqual({ code: 127, output: 'cannot start no-such-program' });
  });

  it('keeps the output and the exit code of one that ends with 127 itself', async () => {
    expect(await run('sh', ['-c', 'echo heard; exit 127'])).toEqual({ code: 127, output: 'heard' });
  });

  it('is ended after its time limit when it shares our terminal, too', async () => {
    const startedAt = Date.now();
    const finished = await run('sleep', ['60'], { isInteractive: true, timeoutMs: 200 });
    expect(finished.code).toBe(124);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });

  it('tells whoever listens why it did not run or came to its end', async () => {
    const lines: string[] = [];
    const onLine = (line: string) => lines.push(line);
    await run('no-such-program', [], { onLine });
    await run('sleep', ['60'], { onLine, timeoutMs: 50 });
    expect(lines).toEqual(['cannot start no-such-program', 'ended after 50 ms, its time limit']);
  });

  it('fails with its first and last lines when it has to succeed', async () => {
    const noise = 'seq 1 1000; exit 4';
    await expect(mustRun('sh', ['-c', noise])).rejects.toThrow(/exit code 4\n1\n2\n[^]*…\n[^]*\n1000$/);
  });

  it('sees no input, so that nothing can wait for a keyboard', async () => {
    expect(await mustRun('cat', [], { cwd: fileURLToPath(new URL('.', import.meta.url)) })).toBe('');
  });
});
