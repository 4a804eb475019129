/** What `fs.cpSync` leaves to C++ (src/node_file.cc): checks beforehand, and whole directories at a time. */

import { library } from '../process/library.ts';

interface Stats {
  dev: number;
  ino: number;
  atime: Date;
  mtime: Date;
  isDirectory(): boolean;
  isSymbolicLink(): boolean;
}

/** The part of Node's `fs` that is needed. */
interface Fs {
  statSync(path: string): Stats;
  statSync(path: string, options: { throwIfNoEntry: false }): Stats | undefined;
  lstatSync: Fs['statSync'];
  mkdirSync(path: string, options: { recursive: true }): void;
  readdirSync(path: string): string[];
  readlinkSync(path: string): string;
  symlinkSync(target: string, path: string): void;
  unlinkSync(path: string): void;
  copyFileSync(src: string, dest: string, mode?: number): void;
  utimesSync(path: string, atime: Date, mtime: Date): void;
}

interface Path {
  resolve(...parts: string[]): string;
  join(...parts: string[]): string;
  dirname(path: string): string;
}

const fs = (): Fs => library.require('fs') as Fs;
const path = (): Path => library.require('path') as Path;

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

const isSame = (a: Stats, b: Stats | undefined): boolean => b !== undefined && a.dev === b.dev && a.ino === b.ino;

const isBelow = (child: string, parent: string): boolean =>
  child.startsWith(parent.endsWith('/') ? parent : `${parent}/`);

/** A path without a slash at its end. */
const bare = (text: string): string => (text.length > 1 ? text.replace(/\/+$/, '') : text);

/** Refuses what cannot be copied, and makes the directory that the copy goes into. */
export function cpSyncCheckPaths(src: string, dest: string, dereference: boolean, recursive: boolean): void {
  const stat = dereference ? fs().statSync : fs().lstatSync;
  const from = stat(src);
  const to = stat(dest, { throwIfNoEntry: false });
  if (isSame(from, to)) throw failure('ERR_FS_CP_EINVAL', `src and dest cannot be the same ${dest}`);
  if (to) {
    if (from.isDirectory() && !to.isDirectory()) {
      throw failure('ERR_FS_CP_DIR_TO_NON_DIR', `Cannot overwrite non-directory ${dest} with directory ${src}`);
    }
    if (!from.isDirectory() && to.isDirectory()) {
      throw failure('ERR_FS_CP_NON_DIR_TO_DIR', `Cannot overwrite directory ${dest} with non-directory ${src}`);
    }
  }
  const { resolve, dirname } = path();
  if (from.isDirectory()) {
    const named = src.endsWith('/') ? src : `${src}/`;
    refuseWithinItself(from, named, dest);
    if (!recursive) {
      throw failure('ERR_FS_EISDIR', `Recursive option not enabled, cannot copy a directory: ${named}`);
    }
  }
  fs().mkdirSync(dirname(resolve(dest)), { recursive: true });
}

/** A directory cannot go into itself, by whatever name. */
function refuseWithinItself(from: Stats, src: string, dest: string): void {
  const { dirname, resolve } = path();
  for (let parent = dirname(resolve(dest)); ; parent = dirname(parent)) {
    const above = fs().statSync(parent, { throwIfNoEntry: false });
    if (isSame(from, above)) {
      throw failure('ERR_FS_CP_EINVAL', `Cannot copy ${src} to a subdirectory of self ${dest}`);
    }
    if (parent === dirname(parent)) return;
  }
}

export function cpSyncOverrideFile(src: string, dest: string, mode: number, preserveTimestamps: boolean): void {
  fs().unlinkSync(dest);
  fs().copyFileSync(src, dest, mode);
  if (preserveTimestamps) copyTimes(src, dest);
}

function copyTimes(src: string, dest: string): void {
  const { atime, mtime } = fs().statSync(src);
  fs().utimesSync(dest, atime, mtime);
}

interface CopyOptions {
  force: boolean;
  dereference: boolean;
  errorOnExist: boolean;
  verbatimSymlinks: boolean;
  preserveTimestamps: boolean;
}

export function cpSyncCopyDir(
  src: string,
  dest: string,
  ...[force, dereference, errorOnExist, verbatimSymlinks, preserveTimestamps]: boolean[]
): void {
  copyDirectory(bare(src), bare(dest), {
    force: force!,
    dereference: dereference!,
    errorOnExist: errorOnExist!,
    verbatimSymlinks: verbatimSymlinks!,
    preserveTimestamps: preserveTimestamps!,
  });
}

function copyDirectory(src: string, dest: string, options: CopyOptions): void {
  const { lstatSync, statSync, mkdirSync, readdirSync, copyFileSync } = fs();
  mkdirSync(dest, { recursive: true });
  for (const name of readdirSync(src)) {
    const from = path().join(src, name);
    const to = path().join(dest, name);
    const kind = (options.dereference ? statSync : lstatSync)(from);
    const there = lstatSync(to, { throwIfNoEntry: false });
    if (kind.isDirectory()) {
      if (there && !there.isDirectory()) {
        throw failure('ERR_FS_CP_DIR_TO_NON_DIR', `Cannot overwrite non-directory ${to} with directory ${from}`);
      }
      copyDirectory(from, to, options);
    } else if (there?.isDirectory()) {
      throw failure('ERR_FS_CP_NON_DIR_TO_DIR', `Cannot overwrite directory ${to} with non-directory ${from}`);
    } else if (kind.isSymbolicLink()) {
      copyLink(from, to, there, options);
    } else if (!there || options.force) {
      copyFileSync(from, to);
      if (options.preserveTimestamps) copyTimes(from, to);
    } else refuseIfAsked(to, options);
  }
}

function refuseIfAsked(dest: string, { errorOnExist }: CopyOptions): void {
  if (!errorOnExist) return;
  throw failure(
    'ERR_FS_CP_EEXIST',
    `[ERR_FS_CP_EEXIST]: Target already exists: cp returned EEXIST (${dest} already exists)`,
  );
}

function copyLink(src: string, dest: string, there: Stats | undefined, options: CopyOptions): void {
  const { readlinkSync, symlinkSync, unlinkSync } = fs();
  const { resolve, dirname } = path();
  const written = readlinkSync(src);
  const target = options.verbatimSymlinks ? written : resolve(dirname(src), written);
  if (there?.isSymbolicLink()) {
    const old = resolve(dirname(dest), readlinkSync(dest));
    const next = resolve(dirname(src), written);
    const toDirectory = fs().statSync(next, { throwIfNoEntry: false })?.isDirectory() ?? false;
    if (isBelow(old, next) || (old === next && toDirectory)) {
      throw failure('ERR_FS_CP_EINVAL', `Cannot copy ${next} to a subdirectory of self ${old}`);
    }
    if (isBelow(next, old)) {
      throw failure('ERR_FS_CP_SYMLINK_TO_SUBDIRECTORY', `cannot overwrite ${old} with ${next}`);
    }
  }
  if (there && !options.force) return refuseIfAsked(dest, options);
  if (there?.isSymbolicLink()) unlinkSync(dest); // A file stays, and is in the way: EEXIST.
  symlinkSync(target, dest);
}
