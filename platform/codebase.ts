import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where an app's files are: a directory, perhaps laid over another one whose files it replaces or adds to. */
export interface Codebase {
  directory: string;
  base: string | null;
  /** Directories whose `node_modules` hold what the app may declare, asked in this order after its own. */
  installed: readonly string[];
}

/** One file of an app: its path inside the app with forward slashes, and where it lies. */
export interface SourceFile {
  path: string;
  source: string;
}

/** Never an app's own files, wherever they come from. */
const IGNORED = new Set(['.git', '.DS_Store', 'node_modules']);

/**
 * Lists an app's own files sorted by path, a file of `directory` in place of one with the same path in `base`.
 * Dependencies are not among them; see dependencies.ts.
 */
export function listFiles(codebase: Codebase): SourceFile[] {
  const files = new Map<string, SourceFile>();
  for (const root of [codebase.base, codebase.directory]) {
    if (root !== null) for (const path of walk(root)) files.set(path, { path, source: join(root, path) });
  }
  return [...files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Where a path of the app lies, or null. */
export function findFile(codebase: Codebase, path: string): string | null {
  for (const root of [codebase.directory, codebase.base]) {
    if (root !== null && existsSync(join(root, path))) return join(root, path);
  }
  return null;
}

/** The paths of all files below a directory, dependencies and history left out. */
export function* walk(root: string, below = ''): Generator<string> {
  for (const entry of readdirSync(join(root, below), { withFileTypes: true })) {
    if (IGNORED.has(entry.name)) continue;
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(root, path);
    else if (entry.isFile()) yield path;
  }
}
