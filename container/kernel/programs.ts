import type { Disk } from './disk.ts';
import { O_CREAT, O_WRONLY, X_OK } from './disk.ts';
import { SystemFailure } from './errors.ts';

/** What the file of a program that is built in begins with, as ELF's magic number does on Linux. */
const BUILTIN_MAGIC = '\x7fLAB ';
const SHEBANG = '#!';
/** In a first line it starts no process of its own: it looks another program up on the PATH. */
const ENV = '/usr/bin/env';
const MAX_INTERPRETERS = 4;
const MAX_SHEBANG_BYTES = 256;

export const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';
export const NODE = '/usr/local/bin/node';
/** The small programs of container/programs/utilities, in /usr/bin. */
export const UTILITIES = [
  '[',
  'base64',
  'basename',
  'cat',
  'chmod',
  'clear',
  'cp',
  'curl',
  'cut',
  'date',
  'diff',
  'dirname',
  'du',
  'echo',
  'env',
  'false',
  'find',
  'grep',
  'head',
  'hostname',
  'id',
  'kill',
  'ln',
  'ls',
  'md5sum',
  'mkdir',
  'mv',
  'nproc',
  'printenv',
  'printf',
  'ps',
  'pwd',
  'readlink',
  'realpath',
  'rev',
  'rm',
  'rmdir',
  'sed',
  'seq',
  'sha1sum',
  'sha256sum',
  'sha512sum',
  'sleep',
  'sort',
  'tac',
  'tail',
  'tee',
  'test',
  'timeout',
  'touch',
  'tr',
  'true',
  'uname',
  'uniq',
  'wc',
  'which',
  'whoami',
  'xargs',
  'yes',
] as const;
export type UtilityName = (typeof UTILITIES)[number];

/**
 * What is built in besides: programs of container/programs, which a process runs as it runs a script. Each with the file
 * of the library that is its text.
 */
export const BUILT_IN: Readonly<Record<string, string>> = {
  '/usr/local/bin/npm': 'lab:npm',
  '/usr/local/bin/npx': 'lab:npm',
  '/bin/sh': 'lab:sh',
  ...Object.fromEntries(UTILITIES.map((name) => [`/usr/bin/${name}`, 'lab:utilities'])),
};

/** What a process runs in the end. */
export interface Program {
  /** argv, with the absolute path of the program that runs (`/usr/local/bin/node`) in front. */
  argv: string[];
  /** What it was called: `process.argv0`. */
  argv0: string;
}

/** Puts the programs that are built in on the disk. */
export function installPrograms(disk: Disk): void {
  disk.mkdir('/usr/local/bin', 0o755, true);
  disk.mkdir('/usr/bin', 0o755, true);
  disk.mkdir('/bin', 0o755, true);
  for (const path of [NODE, ...Object.keys(BUILT_IN)]) {
    const name = path.slice(path.lastIndexOf('/') + 1);
    disk.writeFile(path, new TextEncoder().encode(`${BUILTIN_MAGIC}${name}\n`), O_WRONLY | O_CREAT, 0o755);
  }
}

/**
 * Finds what `file` is, by the PATH of `env` unless it has a slash, through `#!` lines down to a program that is built
 * in. Fails as execve does: ENOENT, EACCES (not executable), ENOEXEC (no program), ELOOP.
 */
export function findProgram(
  disk: Disk,
  file: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Program {
  const searchPath = env['PATH'] ?? DEFAULT_PATH;
  let path = search(disk, file, cwd, searchPath);
  let [argv0 = file, ...rest] = args;
  for (let depth = 0; depth <= MAX_INTERPRETERS; depth++) {
    const head = new TextDecoder().decode(disk.readFile(path).subarray(0, MAX_SHEBANG_BYTES));
    if (head.startsWith(BUILTIN_MAGIC)) return { argv: [disk.realpath(path), ...rest], argv0 };
    if (!head.startsWith(SHEBANG)) throw new SystemFailure('ENOEXEC', file);
    const line = head.slice(SHEBANG.length).split('\n', 1)[0]?.trim() ?? '';
    const interpreter = parseInterpreter(line);
    if (interpreter.program === '') throw new SystemFailure('ENOEXEC', file);
    rest = [...interpreter.args, path, ...rest];
    argv0 = interpreter.program;
    path = search(disk, interpreter.program, cwd, searchPath);
  }
  throw new SystemFailure('ELOOP', file);
}

/** `/usr/bin/env [-S] name args`, or `/path/of/interpreter arg`: Linux hands over all that follows as one argument. */
function parseInterpreter(line: string): { program: string; args: string[] } {
  const [, program = '', tail = ''] = /^(\S*)\s*(.*)$/.exec(line) ?? [];
  if (program !== ENV) return { program, args: tail === '' ? [] : [tail] };
  const split = /^-S\s*/.test(tail);
  const [name = '', ...args] = split ? tail.replace(/^-S\s*/, '').split(/\s+/) : [tail];
  return { program: name, args };
}

/** The path of a program, as execvp looks it up. */
function search(disk: Disk, file: string, cwd: string, searchPath: string): string {
  if (file.includes('/')) {
    const path = file.startsWith('/') ? file : `${cwd}/${file}`;
    checkExecutable(disk, path);
    return path;
  }
  let failure = new SystemFailure('ENOENT', file);
  if (file === '') throw failure;
  for (const directory of searchPath.split(':')) {
    const path = `${directory.startsWith('/') ? directory : `${cwd}/${directory}`}/${file}`;
    try {
      checkExecutable(disk, path);
      return path;
    } catch (error) {
      if (!(error instanceof SystemFailure)) throw error;
      // A file that may not be run counts only when no later directory has one that may.
      if (error.code === 'EACCES') failure = error;
    }
  }
  throw failure;
}

function checkExecutable(disk: Disk, path: string): void {
  const inode = disk.lookup(path);
  if (inode.kind !== 'file') throw new SystemFailure('EACCES', path);
  disk.access(path, X_OK);
}
