import * as fs from 'node:fs';
import git from 'isomorphic-git';

/** A git repository in a directory, made with isomorphic-git; the git command reads the same one. */

const author = { name: 'A developer', email: 'developer@quotes.example' };

/**
 * Puts a directory under version control.
 *
 * @param {string} dir
 */
export async function init(dir) {
  await git.init({ fs, dir, defaultBranch: 'main' });
}

/**
 * Commits all files as they are now.
 *
 * @param {string} dir
 * @param {string} message
 */
export async function commit(dir, message) {
  await git.add({ fs, dir, filepath: '.' });
  await git.commit({ fs, dir, message, author });
}

/**
 * The id of the first commit, by which a repository is known.
 *
 * @param {string} dir
 */
export async function rootOf(dir) {
  const log = await git.log({ fs, dir });
  return log.at(-1)?.oid;
}

/**
 * The files of the newest commit, by path.
 *
 * @param {string} dir
 * @returns {Promise<Map<string, string>>}
 */
export async function filesOf(dir) {
  const files = new Map();
  await git.walk({
    fs,
    dir,
    trees: [git.TREE()],
    async map(path, [entry]) {
      if ((await entry?.type()) === 'blob') files.set(path, Buffer.from((await entry?.content()) ?? []).toString());
    },
  });
  return files;
}
