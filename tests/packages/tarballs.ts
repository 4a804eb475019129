import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { root } from '../../tools/run.mjs';

/** Where tarballs stay, by their digests: what was loaded once is not loaded again. */
const cache = join(root, 'node_modules/.cache/packages');

/** How many are loaded at once. */
const AT_ONCE = 8;

const lockfileSchema = z.object({
  packages: z.record(
    z.string(),
    z.object({ name: z.string().optional(), version: z.string(), integrity: z.string().optional() }),
  ),
});

/** A package of a lockfile. */
export interface Locked {
  name: string;
  version: string;
  integrity: string;
}

/** A tarball on this machine. */
export interface Tarball extends Locked {
  file: string;
}

/** The packages that a lockfile lists, each once. @throws Error when one has no integrity */
export function lockedPackages(lockfile: string): Locked[] {
  const { packages } = lockfileSchema.parse(JSON.parse(readFileSync(lockfile, 'utf8')));
  const found = new Map<string, Locked>();
  for (const [path, { version, integrity }] of Object.entries(packages)) {
    if (path === '') continue;
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    if (integrity === undefined) throw new Error(`${lockfile} has no integrity of ${name}@${version}.`);
    found.set(`${name}@${version}`, { name, version, integrity });
  }
  return [...found.values()];
}

/**
 * Brings the tarballs of a lockfile onto this machine, from the registry that npm is configured with, and checks the
 * digest of each, also of those that were there.
 * @throws Error when one cannot be had, or is not what the lockfile says
 */
export async function bringTarballs(lockfile: string): Promise<Tarball[]> {
  mkdirSync(cache, { recursive: true });
  const tarballs = lockedPackages(lockfile).map((locked) => ({ ...locked, file: join(cache, fileOf(locked)) }));
  const missing = tarballs.filter(({ file }) => !existsSync(file));
  if (missing.length > 0) {
    const registry = await registryOfNpm();
    const loadNext = async (): Promise<void> => {
      for (let next = missing.shift(); next; next = missing.shift()) await load(next, registry);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, loadNext));
  }
  for (const { name, version, integrity, file } of tarballs) check(readFileSync(file), integrity, `${name}@${version}`);
  return tarballs;
}

async function load({ name, version, integrity, file }: Tarball, registry: string): Promise<void> {
  const url = new URL(`${name}/-/${name.split('/').at(-1)}-${version}.tgz`, registry);
  const response = await fetch(url).catch((error: unknown) => {
    throw new Error(`${name}@${version} cannot be loaded: the registry that npm is configured with does not answer.`, {
      cause: error,
    });
  });
  if (!response.ok) throw new Error(`${name}@${version} was answered with status ${response.status}.`);
  const bytes = Buffer.from(await response.arrayBuffer());
  check(bytes, integrity, `${name}@${version}`);
  // Moved in one go, so that what is there is whole.
  writeFileSync(`${file}.part`, bytes);
  renameSync(`${file}.part`, file);
}

async function registryOfNpm(): Promise<string> {
  const windows = process.platform === 'win32';
  const { stdout } = await promisify(execFile)('npm', ['config', 'get', 'registry'], { cwd: root, shell: windows });
  const url = stdout.trim();
  return url.endsWith('/') ? url : `${url}/`;
}

/** A name that says what it is, and cannot stand for other bytes. */
function fileOf({ name, version, integrity }: Locked): string {
  const digest = createHash('sha256').update(integrity).digest('hex').slice(0, 16);
  return `${name.replace('/', '+')}-${version}-${digest}.tgz`;
}

/** @throws Error when bytes are not those that a lockfile's `sha512-…` names */
function check(bytes: Buffer, integrity: string, what: string): void {
  const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (found !== integrity) throw new Error(`${what} has the digest ${found}, and the lockfile says ${integrity}.`);
}
