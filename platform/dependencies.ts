import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Codebase } from './codebase.ts';
import { ProblemError } from './events.ts';

/** A package that an app needs, where it is installed. */
export interface Package {
  name: string;
  version: string;
  directory: string;
  /** Its path inside the slug, with forward slashes: `node_modules/pg`. */
  path: string;
  /** Its programs by their names, each with its file in the package. */
  bin: Record<string, string>;
}

/** Packages that were copied together, and never change again. */
export interface Installed {
  directory: string;
  count: number;
  bytes: number;
}

interface Manifest {
  version?: string;
  bin?: string | Record<string, string>;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/**
 * Every package that the declared ones need, and no other: what lies beside them undeclared is not found by the app.
 * @throws ProblemError `missing-module` for a declared package that is not installed, or not in the declared version
 */
export function packagesOf(codebase: Codebase, declared: Record<string, unknown>): Package[] {
  const found = new Map<string, Package>();
  const places = [codebase.directory, ...(codebase.base === null ? [] : [codebase.base]), ...codebase.installed];
  for (const [name, version] of Object.entries(declared)) {
    const place = places.find((candidate) => existsSync(join(candidate, 'node_modules', name, 'package.json')));
    if (place === undefined) throw notInstalled(name, String(version));
    add(name, join(place, 'node_modules', name), place);
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));

  function add(name: string, directory: string, place: string): void {
    const path = relative(place, directory).split(sep).join('/');
    if (found.has(path)) return;
    const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as Manifest;
    const bin = typeof manifest.bin === 'string' ? { [name.split('/').at(-1) ?? name]: manifest.bin } : manifest.bin;
    found.set(path, { name, version: manifest.version ?? '', directory, path, bin: bin ?? {} });
    const needed = { ...manifest.peerDependencies, ...manifest.optionalDependencies, ...manifest.dependencies };
    for (const each of Object.keys(needed)) {
      const at = lookUp(each, directory, place);
      if (at !== null) add(each, at, place);
    }
  }
}

/** Where Node would find a package from a directory, up to `place`. */
function lookUp(name: string, from: string, place: string): string | null {
  for (let directory = from; ; directory = dirname(directory)) {
    const candidate = join(directory, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
    if (directory === place || directory === dirname(directory)) return null;
  }
}

/** What a set of packages is known by: two sets of the same names and versions are one. */
export function digestOf(packages: Package[]): string {
  const lines = packages.map(({ path, version }) => `${path}@${version}`);
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 8);
}

/** Files of a package that no process reads: types and source maps, often most of what a package brings. */
const NOT_RUN = /\.(?:d\.[cm]?ts|map)$/;

/**
 * Copies packages, once for each set of them, to a directory of their own below `directory`, with their programs in
 * `node_modules/.bin`; what only editors and debuggers read stays behind.
 */
export function installOnce(packages: Package[], directory: string): Installed {
  const target = join(directory, digestOf(packages));
  const known = installed.get(target);
  if (known) return known;
  const result: Installed = { directory: target, count: 0, bytes: 0 };
  const draft = `${target}.draft`;
  const bin = join(draft, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  for (const each of packages) {
    copy(each.directory, join(draft, each.path), result);
    if (each.path !== `node_modules/${each.name}`) continue;
    for (const [name, file] of Object.entries(each.bin)) symlinkSync(join('..', each.name, file), join(bin, name));
  }
  renameSync(draft, target);
  installed.set(target, result);
  return result;
}

const installed = new Map<string, Installed>();

/** Files and bytes below a directory. */
export function sizeOf(directory: string): { count: number; bytes: number } {
  const tally = { count: 0, bytes: 0 };
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    const inside = entry.isDirectory() ? sizeOf(path) : { count: Number(entry.isFile()), bytes: 0 };
    tally.count += inside.count;
    tally.bytes += entry.isFile() ? statSync(path).size : inside.bytes;
  }
  return tally;
}

function copy(source: string, target: string, tally: Installed): void {
  mkdirSync(target, { recursive: true });
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    if (entry.name === 'node_modules') continue;
    const from = join(source, entry.name);
    if (entry.isDirectory()) copy(from, join(target, entry.name), tally);
    else if (entry.isFile() && !NOT_RUN.test(entry.name)) {
      copyFileSync(from, join(target, entry.name));
      tally.count += 1;
      tally.bytes += statSync(from).size;
    }
  }
}

function notInstalled(name: string, version: string): ProblemError {
  return new ProblemError({
    code: 'missing-module',
    title: `The dependency ${name} is not installed`,
    cause: `package.json declares ${name} ${version}, but there is no node_modules/${name}.`,
    mend: `Run "npm ci", or take ${name} out of package.json's "dependencies".`,
    where: { file: 'package.json', line: null, column: null },
  });
}
