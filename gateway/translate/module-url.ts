const REMOTE = /^https?:\/\//;
const CHECKSUM = /#sha256=([^#]*)$/;

/** Has the module to be fetched? */
export function isRemote(url: string): boolean {
  return REMOTE.test(url);
}

/** The checksum as a fragment, which is never sent. A module that is not fetched is not checked, as on Higress. */
export function withChecksum(url: string, sha256: string): string {
  return sha256 === '' || !isRemote(url) ? url : `${url}#sha256=${sha256.toLowerCase()}`;
}

export function splitChecksum(reference: string): { url: string; sha256: string | undefined } {
  return { url: reference.replace(CHECKSUM, ''), sha256: CHECKSUM.exec(reference)?.[1] };
}
