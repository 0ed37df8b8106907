/**
 * What npm writes about packages, into package-lock.json and, when it has installed them, into node_modules/.package-lock.json.
 *
 * @typedef {{ packages: Record<string, { version?: string, integrity?: string, optional?: boolean }> }} Lock
 */

/**
 * True if every package of the lock file is there in its version; optional ones may be for other machines.
 *
 * @param {Lock} wanted
 * @param {Lock} installed
 */
export function isInstalled(wanted, installed) {
  return Object.entries(wanted.packages).every(([folder, { version, integrity, optional }]) => {
    // The project itself.
    if (folder === '') return true;
    const found = installed.packages[folder];
    if (found === undefined) return optional === true;
    return found.version === version && found.integrity === integrity;
  });
}

/**
 * True if a version of Node is at least the one that `engines` of package.json asks for, as in ">=20.11".
 *
 * @param {string} version
 * @param {string} range
 */
export function isNewEnough(version, range) {
  const parts = version.split('.').map(Number);
  const oldest = range.replace('>=', '').split('.').map(Number);
  for (const [index, least] of oldest.entries()) {
    const part = parts[index] ?? 0;
    if (part !== least) return part > least;
  }
  return true;
}
