import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import * as fs from 'node:fs';
import { join } from 'node:path';
import git from 'isomorphic-git';

/** A git repository in a directory, made with isomorphic-git; the git command reads the same one. */

const author = { name: 'A developer', email: 'developer@pettycash.example' };

/**
 * Puts a directory under git.
 *
 * @param {string} dir
 */
export async function init(dir) {
  await git.init({ fs, dir, defaultBranch: 'main' });
}

/**
 * Commits every file as it is now.
 *
 * @param {string} dir
 * @param {string} message
 * @returns {Promise<string>} the commit's id
 */
export async function commit(dir, message) {
  for (const path of files(dir)) await git.add({ fs, dir, filepath: path });
  return git.commit({ fs, dir, message, author });
}

/**
 * The text of every file in a commit.
 *
 * @param {string} dir
 * @param {string} ref
 * @returns {Promise<string[]>}
 */
export async function textsAt(dir, ref) {
  const texts = await git.walk({
    fs,
    dir,
    trees: [git.TREE({ ref })],
    async map(_path, [entry]) {
      if ((await entry?.type()) !== 'blob') return undefined;
      return Buffer.from((await entry?.content()) ?? []).toString();
    },
  });
  return texts.filter((/** @type {string | undefined} */ text) => text !== undefined);
}

/**
 * The ids of all commits, the newest first.
 *
 * @param {string} dir
 */
export async function commits(dir) {
  return (await git.log({ fs, dir })).map(({ oid }) => oid);
}

/**
 * Replaces a piece of a file, if the file is there and has it.
 *
 * @param {string} file
 * @param {RegExp} what
 * @param {string} by
 * @returns {boolean} whether it did
 */
export function edit(file, what, by) {
  const text = fs.existsSync(file) ? readFileSync(file, 'utf8') : '';
  if (!what.test(text)) return false;
  writeFileSync(file, text.replace(what, by));
  return true;
}

/**
 * @param {string} dir
 * @returns {string[]} paths relative to `dir`
 */
function files(dir) {
  return readdirSync(dir, { recursive: true })
    .map(String)
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => !path.startsWith('.git/') && statSync(join(dir, path)).isFile());
}
