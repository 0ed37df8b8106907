import { createHash } from 'node:crypto';
import { splitChecksum } from '../translate/module-url.ts';
import { LARGEST_BYTES, unpackModule } from './archive.ts';

const TIMEOUT_MS = 30_000;

/** Fetches and unpacks; the checksum is that of the bytes the server sends. */
export async function fetchModule(
  reference: string,
  signal: AbortSignal,
  largestBytes = LARGEST_BYTES,
): Promise<Buffer> {
  const { url, sha256: expected } = splitChecksum(reference);
  const deadline = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const content = await download(url, deadline, largestBytes);
  const actual = createHash('sha256').update(content).digest('hex');
  if (expected !== undefined && expected !== actual) {
    throw new Error(`spec.sha256 is ${expected}, what the server sends has ${actual}`);
  }
  return unpackModule(content);
}

async function download(url: string, signal: AbortSignal, largestBytes: number): Promise<Buffer> {
  const response = await fetch(url, { signal }).catch(broken);
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`the server answers ${response.status}`);
  }
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read().catch(broken);
    if (part?.value === undefined) return Buffer.concat(parts);
    size += part.value.length;
    if (size > largestBytes) {
      await reader?.cancel();
      throw new Error(`the server sends more than ${largestBytes} bytes`);
    }
    parts.push(part.value);
  }
}

function broken(error: Error): never {
  throw new Error(
    `it can't be fetched: ${error.cause instanceof Error ? error.cause.message : error.message}`,
  );
}
