import { delimiter, sep } from 'node:path';

const INSTALLED = `${sep}node_modules${sep}`;

/**
 * PATH without the programs that packages brought. One dependency brings an npm of its own, too old for our lock file,
 * and under `npm run` it would come before the user's.
 *
 * @param {string} [path]
 */
export function outerPath(path = process.env.PATH ?? '') {
  return path
    .split(delimiter)
    .filter((folder) => !`${folder}${sep}`.includes(`${INSTALLED}.bin${sep}`))
    .join(delimiter);
}
