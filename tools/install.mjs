// @ts-check
import { existsSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Problem, root, run, say } from './run.mjs';

/**
 * Whether a folder's dependencies are those of its package-lock.json. npm writes node_modules/.package-lock.json when
 * an installation is complete.
 *
 * @param {string} folder absolute
 */
export function isInstalled(folder) {
  const installed = join(folder, 'node_modules/.package-lock.json');
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(folder, 'package-lock.json')).mtimeMs;
}

/**
 * Installs what a folder's lockfile lists, unless it is there.
 *
 * @param {string} folder absolute
 * @param {string} why what needs it, for the message
 * @throws {Problem} when npm fails
 */
export async function install(folder, why) {
  if (isInstalled(folder)) return;
  say(`npm ci in ${relative(root, folder) || 'the project folder'}: ${why}`);
  // No package that we use needs its install scripts, so none may run.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await npm(args, folder);
  if (code === 0) return;
  throw new Problem(
    `npm ci failed in ${folder} (exit code ${code}). npm's message is above. ` +
      'The first start needs the npm registry; after that no network is needed.',
  );
}

/** Installs the project's dependencies, and those that the examples share. */
export async function installProject() {
  await install(root, 'the dependencies of the project');
  await install(join(root, 'examples'), 'the dependencies of the examples');
}

/** Runs the npm that started us, or else the one on the PATH. @param {string[]} args @param {string} cwd */
function npm(args, cwd) {
  const own = process.env.npm_execpath;
  if (own?.endsWith('npm-cli.js')) return run(process.execPath, [own, ...args], { cwd, stdoutToStderr: true });
  const windows = process.platform === 'win32';
  return run(windows ? 'npm.cmd' : 'npm', args, { cwd, stdoutToStderr: true, shell: windows });
}
