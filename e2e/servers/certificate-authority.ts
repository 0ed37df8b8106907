import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from '../../scripts/process/run.mjs';

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** A certificate and its key, as files in PEM. */
export type IssuedCertificate = { certFile: string; keyFile: string };

/** Signs certificates, which lie in a folder of its own until `stop()`. */
export class CertificateAuthority {
  #issued = 0;

  private constructor(private readonly folder: string) {}

  static async create(): Promise<CertificateAuthority> {
    const authority = new CertificateAuthority(mkdtempSync(join(tmpdir(), 'authority-')));
    const files = ['-keyout', authority.#keyFile, '-out', authority.certFile];
    await mustRun('openssl', ['req', '-x509', ...NEW_KEY, '-days', '1', '-subj', '/CN=authority', ...files]);
    return authority;
  }

  /** Its own certificate: what others have to trust. */
  get certFile(): string {
    return join(this.folder, 'authority.crt');
  }

  get certText(): string {
    return readFileSync(this.certFile, 'utf8');
  }

  /** For a host of that name, valid from now; one for -1 days ended yesterday. */
  async issue(hostName: string, validDays = 1): Promise<IssuedCertificate> {
    const base = join(this.folder, String(++this.#issued));
    const issued = { certFile: `${base}.crt`, keyFile: `${base}.key` };
    const [request, extensions] = [`${base}.csr`, `${base}.ext`];
    writeFileSync(extensions, `subjectAltName=DNS:${hostName}\n`);
    const wanted = ['-subj', `/CN=${hostName}`, '-keyout', issued.keyFile, '-out', request];
    await mustRun('openssl', ['req', ...NEW_KEY, ...wanted]);
    const signer = ['-CA', this.certFile, '-CAkey', this.#keyFile, '-set_serial', String(this.#issued)];
    const extent = ['-days', String(validDays), '-extfile', extensions, '-out', issued.certFile];
    await mustRun('openssl', ['x509', '-req', '-in', request, ...signer, ...extent]);
    return issued;
  }

  async stop(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #keyFile(): string {
    return join(this.folder, 'authority.key');
  }
}
