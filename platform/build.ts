import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findFile, listFiles, walk, type Codebase } from './codebase.ts';
import { machinePath } from './config.ts';
import { digestOf, installOnce, packagesOf, sizeOf, type Package } from './dependencies.ts';
import { ProblemError } from './events.ts';
import { installDeclared } from './npm.ts';
import { parseProcfile, type Procfile } from './procfile.ts';
import { runToEnd } from './to-end.ts';
import { splitWords } from './words.ts';

/**
 * What a build makes: the app's files, what its build script made of them, and its dependencies, in a directory that
 * nothing writes to again. Its id is a hash of every path and every byte of the app, and of the names and versions of
 * its dependencies, so two equal slugs have one id.
 */
export interface Slug {
  id: string;
  directory: string;
  /** The app's own files, relative to {@link appDirectory}. */
  files: string[];
  /** Files and bytes, dependencies included. */
  count: number;
  bytes: number;
  procfile: Procfile;
}

/** Where the app's own files are in a slug. Dependencies lie beside, in `node_modules`. */
export function appDirectory(slug: Pick<Slug, 'directory'>): string {
  return join(slug.directory, 'app');
}

/** How long a build script may take, in milliseconds. */
const SCRIPT_LIMIT = 60_000;

let builds = 0;

export interface BuildOptions {
  /** The URL of the registry that npm installs from; null: what is declared is installed beside the app already. */
  registry?: string | null;
  /** What the machine that builds has on its PATH besides Node. */
  tools?: string;
  /** Takes what npm and the build script write. */
  print?: (line: string) => void;
}

/**
 * Builds an app: gathers its files and what it declares, runs the build script of its package.json if there is one, and
 * keeps the result below `store`. A build knows no deploy's config. A slug that is there already is used again.
 *
 * @throws ProblemError `bad-procfile`, `bad-package`, `missing-module` or `build-failed`
 */
export async function build(
  codebase: Codebase,
  store: string,
  { registry = null, tools = '', print = () => {} }: BuildOptions = {},
): Promise<Slug> {
  const procfile = parseProcfile(readRequired(codebase, 'Procfile'));
  const manifest = readManifest(readRequired(codebase, 'package.json'));
  const draft = join(store, `build-${++builds}`);
  const app = appDirectory({ directory: draft });
  mkdirSync(app, { recursive: true });
  for (const { path, source } of listFiles(codebase)) {
    if (path.includes('/')) mkdirSync(dirname(join(app, path)), { recursive: true });
    copyFileSync(source, join(app, path));
  }
  const { packages, ...dependencies } =
    registry === null
      ? linkInstalled(codebase, manifest.dependencies, store, draft)
      : await installFrom(registry, manifest.dependencies, draft, print);
  if (manifest.script !== null) await runScript(manifest.script, draft, machinePath(draft, tools), print);

  const slug = { procfile, ...describe(app, packages), directory: '' };
  slug.count += dependencies.count;
  slug.bytes += dependencies.bytes;
  slug.directory = join(store, 'slugs', slug.id);
  if (existsSync(slug.directory)) {
    rmSync(draft, { recursive: true });
  } else {
    mkdirSync(dirname(slug.directory), { recursive: true });
    renameSync(draft, slug.directory);
  }
  return slug;
}

interface Dependencies {
  packages: Package[];
  count: number;
  bytes: number;
}

/** Dependencies that are installed beside the app: copied once, and linked. */
function linkInstalled(
  codebase: Codebase,
  declared: Record<string, unknown>,
  store: string,
  draft: string,
): Dependencies {
  const packages = packagesOf(codebase, declared);
  const { directory, count, bytes } = installOnce(packages, join(store, 'dependencies'));
  symlinkSync(join(directory, 'node_modules'), join(draft, 'node_modules'), 'junction');
  return { packages, count, bytes };
}

/** Dependencies from a registry, by npm. */
async function installFrom(
  registry: string,
  declared: Record<string, unknown>,
  draft: string,
  print: (line: string) => void,
): Promise<Dependencies> {
  const installed = join(draft, 'node_modules');
  if (Object.keys(declared).length === 0) {
    mkdirSync(installed);
    return { packages: [], count: 0, bytes: 0 };
  }
  const app = appDirectory({ directory: draft });
  const temporary = join(draft, 'npm');
  mkdirSync(temporary);
  await installDeclared(app, { registry, temporary, print });
  rmSync(temporary, { recursive: true });
  renameSync(join(app, 'node_modules'), installed);
  const packages = packagesOf({ directory: draft, base: null, installed: [] }, declared);
  return { packages, ...sizeOf(installed) };
}

/** The files of a built app, and what it is known by. */
function describe(app: string, packages: Package[]): Pick<Slug, 'id' | 'files' | 'count' | 'bytes'> {
  const hash = createHash('sha256').update(digestOf(packages));
  const files = [...walk(app)].sort();
  let bytes = 0;
  for (const path of files) {
    const content = readFileSync(join(app, path));
    hash.update(`${path}\0${content.length}\0`).update(content);
    bytes += content.length;
  }
  return { id: hash.digest('hex').slice(0, 8), files, count: files.length, bytes };
}

/** Runs a build script in the app's directory, with nothing in its environment but a PATH. */
async function runScript(
  script: string,
  directory: string,
  path: string,
  print: (line: string) => void,
): Promise<void> {
  let words: string[];
  try {
    words = splitWords(script, {});
  } catch (error) {
    throw buildFailed(script, `In the script ${(error as Error).message}.`);
  }
  const [program = '', ...args] = words;
  const cwd = appDirectory({ directory });
  const { problem, lines } = await runToEnd(program, args, { cwd, env: { PATH: path }, timeout: SCRIPT_LIMIT, print });
  if (problem !== null) throw buildFailed(script, `${problem} ${lines.at(-1)?.trim() ?? ''}`.trim());
}

function buildFailed(script: string, cause: string): ProblemError {
  return new ProblemError({
    code: 'build-failed',
    title: `The build script "${script}" failed`,
    cause,
    mend: 'Look at the lines of "build" in the log, and mend the script or what it reads. What is released stays as it is.',
    where: { file: 'package.json', line: null, column: null },
  });
}

function readRequired(codebase: Codebase, path: 'Procfile' | 'package.json'): string {
  const file = findFile(codebase, path);
  if (file !== null) return readFileSync(file, 'utf8');
  throw new ProblemError({
    code: path === 'Procfile' ? 'bad-procfile' : 'bad-package',
    title: `The app has no ${path}`,
    cause: `There is no file ${path} in ${codebase.directory}.`,
    mend:
      path === 'Procfile'
        ? 'Add a file Procfile with a line such as "web: node web.js".'
        : 'Add a package.json, at least { "type": "module", "dependencies": {} }.',
    where: { file: path, line: null, column: null },
  });
}

/** What a build reads in package.json. */
function readManifest(text: string): { dependencies: Record<string, unknown>; script: string | null } {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw badPackage('The file package.json is not JSON', (error as Error).message, lineOf(text, error as Error));
  }
  if (!isRecord(data)) throw badPackage('The file package.json holds no object', 'It must start with "{".', 1);
  const dependencies = data['dependencies'] ?? {};
  if (!isRecord(dependencies)) {
    throw badPackage('The "dependencies" of package.json are not an object', `They are ${typeof dependencies}.`, null);
  }
  const scripts = data['scripts'] ?? {};
  if (!isRecord(scripts)) {
    throw badPackage('The "scripts" of package.json are not an object', `They are ${typeof scripts}.`, null);
  }
  return { dependencies, script: typeof scripts['build'] === 'string' ? scripts['build'] : null };
}

function isRecord(data: unknown): data is Record<string, unknown> {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

/** JSON.parse tells a position ("at position 12") or nothing; from it the line. */
function lineOf(text: string, error: Error): number | null {
  const position = /position (\d+)/.exec(error.message)?.[1];
  return position === undefined ? null : text.slice(0, Number(position)).split('\n').length;
}

function badPackage(title: string, cause: string, line: number | null): ProblemError {
  return new ProblemError({
    code: 'bad-package',
    title,
    cause,
    mend: 'Mend the file; names and texts stand in double quotes, and no comma follows the last entry.',
    where: { file: 'package.json', line, column: null },
  });
}
