import { spawn } from 'node:child_process';

/**
 * Sees to it that a process and its folder do not outlive this one, even when this one is killed and can do nothing any
 * more: a shell waits for the end of a pipe that only we hold. Returns how to call it off.
 */
export function guard(pid: number, folder: string): () => void {
  const shell = spawn('/bin/sh', ['-c', 'read -r _; kill -KILL "$0"; rm -rf -- "$1"', String(pid), folder], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  // Without a shell there is no guard, and nothing else is lost; the pipe breaks when the shell is ended.
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  return () => shell.kill();
}
