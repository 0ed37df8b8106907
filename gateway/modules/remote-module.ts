import { createHash } from 'node:crypto';
import { splitChecksum } from '../translate/module-url.ts';
import { unpackModule } from './archive.ts';

const TIMEOUT_MS = 30_000;
/** What could not be fetched is asked for again after this time. */
export const RETRY_MS = 10_000;

/** Fetches and unpacks; the checksum is that of the bytes the server sends. */
export async function fetchModule(reference: string): Promise<Buffer> {
  const { url, sha256: expected } = splitChecksum(reference);
  const response = await fetch(url, {
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: Error) => {
    throw new Error(
      `it can't be fetched: ${error.cause instanceof Error ? error.cause.message : error.message}`,
    );
  });
  if (!response.ok) throw new Error(`the server answers ${response.status}`);
  const content = Buffer.from(await response.arrayBuffer());
  const actual = createHash('sha256').update(content).digest('hex');
  if (expected !== undefined && expected !== actual) {
    throw new Error(`spec.sha256 is ${expected}, what the server sends has ${actual}`);
  }
  return unpackModule(content);
}
