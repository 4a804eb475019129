import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findFile, listFiles, type Codebase } from './codebase.ts';
import { ProblemError } from './events.ts';
import { parseProcfile, type Procfile } from './procfile.ts';

/**
 * What a build makes: the app's files and its dependencies, in a directory of their own that nothing writes to again.
 * Its id is a hash of every path and every byte, so two equal slugs have one id.
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

/** The app's own files in a slug. Dependencies lie beside, in `node_modules`. */
export function appDirectory(slug: Slug): string {
  return join(slug.directory, 'app');
}

/**
 * Builds an app: checks what it declares and gathers it in a slug below `slugs`.
 * @throws ProblemError `bad-procfile`, `bad-package` or `missing-module`
 */
export function build(codebase: Codebase, slugs: string): Slug {
  const procfile = parseProcfile(readRequired(codebase, 'Procfile'));
  checkDependencies(codebase);

  const hash = createHash('sha256');
  const contents = listFiles(codebase).map(({ path, source }) => ({ path, content: readFileSync(source) }));
  for (const { path, content } of contents) hash.update(`${path}\0${content.length}\0`).update(content);

  const slug: Slug = {
    id: hash.digest('hex').slice(0, 8),
    directory: '',
    files: contents.map(({ path }) => path).filter((path) => !isDependency(path)),
    count: contents.length,
    bytes: contents.reduce((sum, { content }) => sum + content.length, 0),
    procfile,
  };
  slug.directory = join(slugs, slug.id);
  const made = new Set<string>();
  for (const { path, content } of contents) {
    const target = join(isDependency(path) ? slug.directory : appDirectory(slug), path);
    const parent = dirname(target);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(target, content);
  }
  return slug;
}

function isDependency(path: string): boolean {
  return path.startsWith('node_modules/');
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

/** The book's second factor, as far as a build can see it: what is declared must be there. */
function checkDependencies(codebase: Codebase): void {
  for (const name of Object.keys(readDependencies(readRequired(codebase, 'package.json')))) {
    if (findFile(codebase, `node_modules/${name}/package.json`) !== null) continue;
    throw new ProblemError({
      code: 'missing-module',
      title: `The dependency ${name} is not installed`,
      cause: `package.json declares ${name}, but there is no node_modules/${name}.`,
      mend: `Run "npm ci" in the app's directory, or take ${name} out of package.json's "dependencies".`,
      where: { file: 'package.json', line: null, column: null },
    });
  }
}

function readDependencies(text: string): Record<string, unknown> {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw badPackage('The file package.json is not JSON', (error as Error).message, lineOf(text, error as Error));
  }
  if (!isRecord(data)) throw badPackage('The file package.json holds no object', 'It must start with "{".', 1);
  const dependencies = data['dependencies'] ?? {};
  if (isRecord(dependencies)) return dependencies;
  throw badPackage('The "dependencies" of package.json are not an object', `They are ${typeof dependencies}.`, null);
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
