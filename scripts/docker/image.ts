import { run } from '../process/run.mjs';

const INSPECT_TIMEOUT_MS = 10_000;
const PULL_TIMEOUT_MS = 600_000;

/** The id of an image that lies here. */
export async function imageId(name: string): Promise<string | undefined> {
  const args = ['image', 'inspect', '--format', '{{.Id}}', name];
  const { code, output } = await run('docker', args, { timeoutMs: INSPECT_TIMEOUT_MS });
  return code === 0 ? output.trim() : undefined;
}

/** Brings an image here if it is not; answers why that can't be done. */
export async function pullImage(name: string): Promise<string | undefined> {
  if ((await imageId(name)) !== undefined) return undefined;
  const { code, output } = await run('docker', ['pull', '--quiet', name], { timeoutMs: PULL_TIMEOUT_MS });
  return code === 0 ? undefined : `the image ${name} is not here and can't be pulled: ${lastLine(output)}`;
}

function lastLine(output: string): string {
  return output.trim().split('\n').at(-1) ?? '';
}
