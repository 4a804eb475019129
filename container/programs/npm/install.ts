import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import semver from 'semver';
import { NpmFailure } from './failure.ts';
import {
  programsOf,
  readLockfile,
  readManifest,
  runsHere,
  wantedBy,
  type LockEntry,
  type Manifest,
} from './manifest.ts';
import { child, nameOf, ownerOf } from './paths.ts';
import type { Registry } from './registry.ts';
import { fits, resolveTree, visible, type Tree } from './tree.ts';
import { checkIntegrity, unpack } from './unpack.ts';

/** How many packages are fetched at once. */
const FETCHES = 8;
const LOCK_VERSION = 3;

export interface InstallOptions {
  /** The project's folder; with `global`, the prefix. */
  directory: string;
  registry: Registry;
  /** Whether a lockfile is written. */
  lock: boolean;
  /** Whether package.json takes in what is named. */
  save: boolean;
  production: boolean;
}

/** What was installed. */
export interface Installed {
  added: number;
}

/**
 * `npm ci`: exactly what the lockfile says.
 * @throws NpmFailure EUSAGE when there is no lockfile, or package.json asks for something else
 */
export async function clean({ directory, registry, production }: InstallOptions): Promise<Installed> {
  const manifest = readManifest(directory);
  const lockfile = readLockfile(directory);
  if (!lockfile) {
    throw new NpmFailure(
      'EUSAGE',
      'The `npm ci` command can only install with an existing package-lock.json or\n' +
        'npm-shrinkwrap.json with lockfileVersion >= 1. Run an install with npm@5 or\n' +
        'later to generate a package-lock.json file, then try again.',
    );
  }
  const faults = outOfSync(manifest, lockfile.packages);
  if (faults.length > 0) {
    throw new NpmFailure(
      'EUSAGE',
      '`npm ci` can only install packages when your package.json and package-lock.json or npm-shrinkwrap.json are in sync. ' +
        `Please update your lock file with \`npm install\` before continuing.\n\n${faults.join('\n')}`,
    );
  }
  const tree: Tree = new Map(
    Object.entries(lockfile.packages).filter(
      ([path, entry]) => path !== '' && !(production && entry.dev) && (runsHere(entry) || !entry.optional),
    ),
  );
  rmSync(join(directory, 'node_modules'), { recursive: true, force: true });
  await write(tree, directory, registry);
  return { added: tree.size };
}

/** `npm install`: what package.json asks for, and what is named besides; a version of the lockfile is kept where it fits. */
export async function install(names: string[], options: InstallOptions): Promise<Installed> {
  const { directory, registry, lock, save, production } = options;
  const manifest = readManifest(directory);
  const dependencies = { ...manifest.dependencies };
  for (const word of names) {
    const [name, range] = splitName(word);
    const { version } = await registry.pick(name, range);
    dependencies[name] = toSave(version, range);
  }
  const optional = manifest.optionalDependencies ?? {};
  const dev = production ? {} : (manifest.devDependencies ?? {});
  const tree = await resolveTree({
    wanted: { ...dev, ...wantedBy({ ...manifest, dependencies }) },
    optional: new Set(Object.keys(optional)),
    registry,
    locked: readLockfile(directory)?.packages ?? {},
    hoist: true,
  });
  rmSync(join(directory, 'node_modules'), { recursive: true, force: true });
  await write(tree, directory, registry);
  const changed = names.length > 0 && save ? { ...manifest, dependencies: sorted(dependencies) } : manifest;
  if (changed !== manifest) writeJson(join(directory, 'package.json'), changed);
  if (lock) writeJson(join(directory, 'package-lock.json'), lockfileOf(changed, tree));
  return { added: tree.size };
}

/** `npm install -g`: programs for everybody on this machine, below a prefix. */
export async function installGlobally(names: string[], { directory, registry }: InstallOptions): Promise<Installed> {
  const tree = await resolveTree({
    wanted: Object.fromEntries(names.map(splitName)),
    optional: new Set(),
    registry,
    locked: {},
    hoist: false,
  });
  const home = join(directory, 'lib');
  await write(tree, home, registry, join(directory, 'bin'));
  return { added: tree.size };
}

/** Why a lockfile does not fit package.json, in npm's words. */
function outOfSync(manifest: Manifest, packages: Record<string, LockEntry>): string[] {
  const tree = new Map(Object.entries(packages));
  const wanted = { ...manifest.devDependencies, ...wantedBy(manifest) };
  return Object.entries(wanted).flatMap(([name, range]) => {
    const path = visible(tree, '', name);
    const version = path === null ? undefined : tree.get(path)?.version;
    if (version === undefined) {
      return manifest.optionalDependencies?.[name] ? [] : [`Missing: ${name}@${range} from lock file`];
    }
    return fits(version, range) ? [] : [`Invalid: lock file's ${name}@${version} does not satisfy ${name}@${range}`];
  });
}

/** Fetches, checks and unpacks every package, and links its programs. */
async function write(tree: Tree, directory: string, registry: Registry, programs?: string): Promise<void> {
  const waiting = [...tree].filter(([, { link }]) => !link);
  const fetchNext = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await fetchPackage(...next);
  };
  await Promise.all(Array.from({ length: FETCHES }, fetchNext));
  for (const [path, entry] of tree) linkPrograms(path, entry);

  async function fetchPackage(path: string, { version, resolved, integrity }: LockEntry): Promise<void> {
    const name = nameOf(path);
    const what = `${name}@${version}`;
    const address = resolved ?? (await registry.pick(name, version ?? '')).dist.tarball;
    const tarball = await registry.tarball(address);
    if (integrity !== undefined) checkIntegrity(tarball, integrity, what);
    unpack(tarball, join(directory, path), what);
  }

  function linkPrograms(path: string, entry: LockEntry): void {
    const home = join(directory, path);
    // Global programs of what others depend on are nobody's command.
    if (programs !== undefined && ownerOf(path) !== '') return;
    for (const [name, file] of Object.entries(programsOf(nameOf(path), entry))) {
      const bin = programs ?? join(directory, child(ownerOf(path), '.bin'));
      const target = join(home, file);
      if (!existsSync(target)) continue;
      chmodSync(target, 0o755);
      mkdirSync(bin, { recursive: true });
      rmSync(join(bin, name), { force: true });
      symlinkSync(relative(bin, target), join(bin, name));
    }
  }
}

/** What package.json will say: up to the next major version, unless that is more than what was asked for. */
function toSave(version: string, range: string): string {
  const upwards = `^${version}`;
  const isRange = semver.validRange(range) !== null && semver.valid(range) === null;
  return isRange && !semver.subset(upwards, range) ? range : upwards;
}

/** `name`, `name@range`, `@scope/name@range`. */
function splitName(word: string): [name: string, range: string] {
  const at = word.indexOf('@', 1);
  return at < 0 ? [word, 'latest'] : [word.slice(0, at), word.slice(at + 1)];
}

function lockfileOf(manifest: Manifest, tree: Tree): object {
  const { name, version, dependencies, devDependencies, optionalDependencies } = manifest;
  const own = { name, version, dependencies, devDependencies, optionalDependencies };
  const packages = { '': own, ...Object.fromEntries(tree) };
  return { name, version, lockfileVersion: LOCK_VERSION, requires: true, packages };
}

function sorted(names: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}
