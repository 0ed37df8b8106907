import { run } from '../../scripts/process/run.mjs';

const TIMEOUT_MS = 10_000;

/** Why no container can be run here; undefined if one can. */
export async function noDockerEngine(): Promise<string | undefined> {
  const { code, output } = await run('docker', ['version', '--format', '{{.Server.Version}}'], {
    timeoutMs: TIMEOUT_MS,
  });
  if (code === 0) return undefined;
  if (code === 127) return 'there is no docker command on PATH';
  return `no Docker engine answers: ${output.trim().split('\n').at(-1)}`;
}

/** Why `image` can't be run here; undefined if it lies here already. */
export async function noImage(image: string): Promise<string | undefined> {
  const { code } = await run('docker', ['image', 'inspect', image], { timeoutMs: TIMEOUT_MS });
  return code === 0 ? undefined : `the image ${image} is not here (docker pull ${image})`;
}
