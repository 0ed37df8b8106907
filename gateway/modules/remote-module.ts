import { createHash } from 'node:crypto';
import { unpackModule } from './archive.ts';

const REMOTE = /^https?:\/\//;
const CHECKSUM = /#sha256=([^#]*)$/;
const TIMEOUT_MS = 30_000;
/** What could not be fetched is asked for again after this time. */
export const RETRY_MS = 10_000;

export function isRemote(url: string): boolean {
  return REMOTE.test(url);
}

/** The checksum as a fragment, which is never sent. A module that is not fetched is not checked, as on Higress. */
export function withChecksum(url: string, sha256: string): string {
  return sha256 === '' || !isRemote(url) ? url : `${url}#sha256=${sha256.toLowerCase()}`;
}

/** Fetches and unpacks; the checksum is that of the bytes the server sends. */
export async function fetchModule(reference: string): Promise<Buffer> {
  const expected = CHECKSUM.exec(reference)?.[1];
  const response = await fetch(reference.replace(CHECKSUM, ''), {
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
