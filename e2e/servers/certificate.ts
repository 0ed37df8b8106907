import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from '../../scripts/process/run.mjs';
import { findOnPath } from '../../scripts/provision/search-path.ts';

const REQUEST = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1';

export const canMakeCertificates = findOnPath('openssl') !== undefined;

/** A key and a certificate that it signed itself, good for a day. */
export async function makeCertificate(commonName: string): Promise<{ key: Buffer; cert: Buffer }> {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    await mustRun('openssl', [
      ...REQUEST.split(' '),
      ...['-subj', `/CN=${commonName}`, '-keyout', key, '-out', cert],
    ]);
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
