import { existsSync, readdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ProvisionError, type Report } from './provision-error.ts';
import { pickedBy } from './redis.ts';
import { unpackedWheel, type Wheel } from './wheel.ts';

/** Carries the libraries of OpenSSL 1.1, which systems since 2023 no longer have. For tests only: nobody mends it now. */
const WHEEL: Wheel = {
  project: 'psycopg2-binary',
  version: '2.9.5',
  sha256: 'e59137cdb970249ae60be2a49774c6dfb015bd0403f05af1fe61862e9626642d',
  size: '3 MB',
  selectors: pickedBy('39', 'manylinux_2_17_x86_64'),
};

/** A folder for LD_LIBRARY_PATH with libssl.so.1.1 and libcrypto.so.1.1. */
export async function openSsl11Folder(report: Report): Promise<string> {
  const folder = join(await unpackedWheel(WHEEL, report), 'psycopg2_binary.libs');
  for (const library of ['libssl', 'libcrypto']) {
    const link = join(folder, `${library}.so.1.1`);
    if (existsSync(link)) continue;
    const file = readdirSync(folder).find((name) => name.startsWith(`${library}-`));
    if (file === undefined) {
      throw new ProvisionError(`there is no ${library} in ${folder}`, 'delete the folder and start again');
    }
    // The wheel has its hash in the name. Made aside and moved, so that two processes can do it at once.
    const draft = `${link}.${process.pid}`;
    symlinkSync(file, draft);
    renameSync(draft, link);
  }
  return folder;
}
