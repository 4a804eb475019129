/** Programs that make, copy, move and remove files. */

import {
  closeSync,
  cpSync,
  lstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Failure, codeOf, forEach, readOptions, reason, write } from './common.ts';

const isDirectory = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function some(operands: string[], least = 1): void {
  if (operands.length >= least) return;
  const [only] = operands;
  throw new Failure(only === undefined ? 'missing operand' : `missing destination file operand after '${only}'`);
}

export function mkdir(words: string[]): Promise<number> {
  const { values, operands } = readOptions(words, {
    parents: { type: 'boolean', short: 'p' },
    verbose: { type: 'boolean', short: 'v' },
  });
  some(operands);
  const tell = (path: string, why: string) => `cannot create directory '${path}': ${why}`;
  return forEach(operands, tell, (path) => {
    mkdirSync(path, { recursive: values.parents ?? false });
    if (values.verbose) write(`mkdir: created directory '${path}'\n`);
  });
}

export function rmdir(words: string[]): Promise<number> {
  const { operands } = readOptions(words, {});
  some(operands);
  return forEach(operands, (path, why) => `failed to remove '${path}': ${why}`, rmdirSync);
}

export function rm(words: string[]): Promise<number> {
  const { values, operands } = readOptions(words, {
    recursive: { type: 'boolean', short: 'r' },
    also: { type: 'boolean', short: 'R' },
    force: { type: 'boolean', short: 'f' },
    verbose: { type: 'boolean', short: 'v' },
  });
  if (!values.force) some(operands);
  const tell = (path: string, why: string) => `cannot remove '${path}': ${why}`;
  return forEach(operands, tell, (path) => {
    if (['.', '..'].includes(basename(path))) {
      throw new Failure(`refusing to remove '.' or '..' directory: skipping '${path}'`);
    }
    try {
      const directory = lstatSync(path).isDirectory();
      if (!directory) unlinkSync(path);
      else if (values.recursive || values.also) rmSync(path, { recursive: true });
      else throw new Failure(`cannot remove '${path}': Is a directory`);
      if (values.verbose) write(directory ? `removed directory '${path}'\n` : `removed '${path}'\n`);
    } catch (error) {
      if (!values.force || codeOf(error) !== 'ENOENT') throw error;
    }
  });
}

export function touch(words: string[]): Promise<number> {
  const { values, operands } = readOptions(words, { 'no-create': { type: 'boolean', short: 'c' } });
  if (operands.length === 0) throw new Failure('missing file operand');
  return forEach(
    operands,
    (path, why) => `cannot touch '${path}': ${why}`,
    (path) => {
      const now = new Date();
      if (statSync(path, { throwIfNoEntry: false })) utimesSync(path, now, now);
      else if (!values['no-create']) closeSync(openSync(path, 'a'));
    },
  );
}

/** Does something for each source and the place where it goes. */
function forEachTarget(operands: string[], work: (from: string, target: string) => void): Promise<number> {
  const to = new Map(targets(operands));
  const tell = (from: string, why: string) => `cannot stat '${from}': ${why}`;
  return forEach([...to.keys()], tell, (from) => work(from, to.get(from)!));
}

/** Where each source goes: into the last operand when that is a directory, else to its place. */
function targets(operands: string[]): [from: string, to: string][] {
  if (operands.length === 0) throw new Failure('missing file operand');
  some(operands, 2);
  const target = operands.at(-1)!;
  const sources = operands.slice(0, -1);
  if (isDirectory(target)) return sources.map((from) => [from, join(target, basename(from))]);
  if (sources.length > 1)
    throw new Failure(
      `target '${target}': ${statSync(target, { throwIfNoEntry: false }) ? 'Not a directory' : 'No such file or directory'}`,
    );
  return [[sources[0]!, target]];
}

export function cp(words: string[]): Promise<number> {
  const { values, operands } = readOptions(words, {
    recursive: { type: 'boolean', short: 'r' },
    also: { type: 'boolean', short: 'R' },
    archive: { type: 'boolean', short: 'a' },
    preserve: { type: 'boolean', short: 'p' },
    'no-clobber': { type: 'boolean', short: 'n' },
    force: { type: 'boolean', short: 'f' },
    verbose: { type: 'boolean', short: 'v' },
  });
  const recursive = Boolean(values.recursive || values.also || values.archive);
  return forEachTarget(operands, (from, target) => {
    if (statSync(from).isDirectory() && !recursive) throw new Failure(`-r not specified; omitting directory '${from}'`);
    const preserveTimestamps = Boolean(values.archive || values.preserve);
    try {
      // Node would make the directory.
      statSync(dirname(target));
      const force = !values['no-clobber'];
      // Links are followed, unless whole directories are copied.
      const links = recursive ? { verbatimSymlinks: true } : { dereference: true };
      cpSync(from, target, { recursive, force, preserveTimestamps, ...links });
    } catch (error) {
      if (codeOf(error) === 'ERR_FS_CP_EINVAL') throw new Failure(`'${from}' and '${target}' are the same file`);
      if (codeOf(error) === 'ERR_FS_CP_DIR_TO_NON_DIR')
        throw new Failure(`cannot overwrite non-directory '${target}' with directory '${from}'`);
      throw new Failure(`cannot create regular file '${target}': ${reason(error)}`);
    }
    if (values.verbose) write(`'${from}' -> '${target}'\n`);
  });
}

export function mv(words: string[]): Promise<number> {
  const { values, operands } = readOptions(words, {
    'no-clobber': { type: 'boolean', short: 'n' },
    force: { type: 'boolean', short: 'f' },
    verbose: { type: 'boolean', short: 'v' },
  });
  return forEachTarget(operands, (from, target) => {
    lstatSync(from);
    if (values['no-clobber'] && statSync(target, { throwIfNoEntry: false })) return;
    try {
      renameSync(from, target);
    } catch (error) {
      throw new Failure(`cannot move '${from}' to '${target}': ${reason(error)}`);
    }
    if (values.verbose) write(`renamed '${from}' -> '${target}'\n`);
  });
}

/** `tee`: to the standard output and to files, as it comes. */
export async function tee(words: string[]): Promise<number> {
  const { values, operands } = readOptions(words, { append: { type: 'boolean', short: 'a' } });
  const files: number[] = [];
  const status = await forEach(
    operands,
    (path, why) => `${path}: ${why}`,
    (path) => {
      files.push(openSync(path, values.append ? 'a' : 'w'));
    },
  );
  for await (const piece of process.stdin as AsyncIterable<Buffer>) for (const fd of [1, ...files]) write(piece, fd);
  files.forEach((fd) => closeSync(fd));
  return status;
}
