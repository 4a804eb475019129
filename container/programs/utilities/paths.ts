/** Programs about names, links and modes: basename, dirname, readlink, realpath, ln, chmod. */

import { chmodSync, linkSync, lstatSync, readdirSync, readlinkSync, statSync, symlinkSync, unlinkSync } from 'node:fs';
import { basename as lastOf, dirname as before, join, relative, resolve } from 'node:path';
import { Failure, complain, forEach, readOptions, write } from './common.ts';
import { letters, parseMode } from './modes.ts';

const MAX_LINKS = 40;

export function basename(words: string[]): number {
  const { values, operands } = readOptions(words, {
    multiple: { type: 'boolean', short: 'a' },
    suffix: { type: 'string', short: 's' },
    zero: { type: 'boolean', short: 'z' },
  });
  if (operands.length === 0) throw new Failure('missing operand');
  const many = values.multiple || values.suffix !== undefined;
  if (!many && operands.length > 2) throw new Failure(`extra operand '${operands[2]}'`);
  const suffix = values.suffix ?? (many ? '' : (operands[1] ?? ''));
  for (const name of many ? operands : operands.slice(0, 1)) {
    const last = lastOf(name) || (name === '' ? '' : '/');
    const shown = suffix !== '' && last !== suffix && last.endsWith(suffix) ? last.slice(0, -suffix.length) : last;
    write(`${shown}${values.zero ? '\0' : '\n'}`);
  }
  return 0;
}

export function dirname(words: string[]): number {
  const { values, operands } = readOptions(words, { zero: { type: 'boolean', short: 'z' } });
  if (operands.length === 0) throw new Failure('missing operand');
  for (const name of operands) write(`${before(name)}${values.zero ? '\0' : '\n'}`);
  return 0;
}

/** What of a path need not exist. */
type Missing = 'nothing' | 'last' | 'anything';

/** The path without links, `.` and `..`. @throws Failure with the path and what is wrong with it */
function canonical(path: string, missing: Missing): string {
  const fail = (why: string): never => {
    throw new Failure(`${path}: ${why}`);
  };
  if (path === '') fail('No such file or directory');
  let at = path.startsWith('/') ? '/' : process.cwd();
  const parts = path.split('/');
  for (let links = 0; parts.length > 0;) {
    const part = parts.shift()!;
    if (part === '' || part === '.') continue;
    const next = part === '..' ? before(at) : join(at, part);
    const stats = lstatSync(next, { throwIfNoEntry: false });
    const more = parts.some((each) => each !== '' && each !== '.');
    if (!stats) {
      if (missing === 'nothing' || (missing === 'last' && more)) fail('No such file or directory');
    } else if (stats.isSymbolicLink()) {
      if (++links > MAX_LINKS) fail('Too many levels of symbolic links');
      const target = readlinkSync(next);
      parts.unshift(...target.split('/'));
      if (target.startsWith('/')) at = '/';
      continue;
    } else if (more && !stats.isDirectory() && missing !== 'anything') fail('Not a directory');
    at = next;
  }
  return at;
}

const missingOptions = {
  'canonicalize-existing': { type: 'boolean', short: 'e' },
  'canonicalize-missing': { type: 'boolean', short: 'm' },
  zero: { type: 'boolean', short: 'z' },
} as const;

export function readlink(words: string[]): Promise<number> {
  const { values, operands } = readOptions(words, {
    ...missingOptions,
    canonicalize: { type: 'boolean', short: 'f' },
    'no-newline': { type: 'boolean', short: 'n' },
    verbose: { type: 'boolean', short: 'v' },
  });
  if (operands.length === 0) throw new Failure('missing operand');
  const missing = missingOf(values) ?? (values.canonicalize ? 'last' : null);
  const end = values.zero ? '\0' : values['no-newline'] && operands.length === 1 ? '' : '\n';
  let status = 0;
  for (const path of operands) {
    try {
      write(`${missing ? canonical(path, missing) : linkOf(path)}${end}`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (values.verbose) complain(error.message);
      status = 1;
    }
  }
  return Promise.resolve(status);
}

function linkOf(path: string): string {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) throw new Failure(`${path}: No such file or directory`);
  if (!stats.isSymbolicLink()) throw new Failure(`${path}: Invalid argument`);
  return readlinkSync(path);
}

function missingOf(values: { 'canonicalize-existing'?: boolean; 'canonicalize-missing'?: boolean }): Missing | null {
  if (values['canonicalize-existing']) return 'nothing';
  return values['canonicalize-missing'] ? 'anything' : null;
}

export function realpath(words: string[]): Promise<number> {
  const { values, operands } = readOptions(words, {
    ...missingOptions,
    'no-symlinks': { type: 'boolean', short: 's' },
    quiet: { type: 'boolean', short: 'q' },
    'relative-to': { type: 'string' },
  });
  if (operands.length === 0) throw new Failure('missing operand');
  const missing = missingOf(values) ?? 'last';
  const of = (path: string) => (values['no-symlinks'] ? resolve(path) : canonical(path, missing));
  const base = values['relative-to'] === undefined ? null : of(values['relative-to']);
  let status = 0;
  for (const path of operands) {
    try {
      write(`${base === null ? of(path) : relative(base, of(path)) || '.'}${values.zero ? '\0' : '\n'}`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (!values.quiet) complain(error.message);
      status = 1;
    }
  }
  return Promise.resolve(status);
}

export function ln(words: string[]): Promise<number> {
  const { values, operands } = readOptions(words, {
    symbolic: { type: 'boolean', short: 's' },
    force: { type: 'boolean', short: 'f' },
    'no-dereference': { type: 'boolean', short: 'n' },
    'no-target-directory': { type: 'boolean', short: 'T' },
    relative: { type: 'boolean', short: 'r' },
    verbose: { type: 'boolean', short: 'v' },
  });
  if (operands.length === 0) throw new Failure('missing file operand');
  const target = operands.length === 1 ? '.' : operands.pop()!;
  const stats = (values['no-dereference'] ? lstatSync : statSync)(target, { throwIfNoEntry: false });
  const into = !values['no-target-directory'] && (stats?.isDirectory() ?? false);
  if (!into && operands.length > 1)
    throw new Failure(`target '${target}': ${stats ? 'Not a directory' : 'No such file or directory'}`);
  const kind = values.symbolic ? 'symbolic' : 'hard';
  return forEach(
    operands,
    (from, why) => `failed to create ${kind} link '${into ? join(target, lastOf(from)) : target}': ${why}`,
    (from) => {
      const link = into ? join(target, lastOf(from)) : target;
      if (!values.symbolic) {
        const source = lstatSync(from, { throwIfNoEntry: false });
        if (!source) throw new Failure(`failed to access '${from}': No such file or directory`);
        if (source.isDirectory()) throw new Failure(`${from}: hard link not allowed for directory`);
      }
      const present = lstatSync(link, { throwIfNoEntry: false });
      if (values.force && present && !present.isDirectory()) unlinkSync(link);
      if (!values.symbolic) linkSync(from, link);
      else symlinkSync(values.relative ? relative(before(resolve(link)), resolve(from)) : from, link);
      if (values.verbose) write(`'${link}' ${values.symbolic ? '->' : '=>'} '${from}'\n`);
    },
  );
}

export function chmod(words: string[]): Promise<number> {
  // `-x` and `-w` are modes.
  const at = words.findIndex((word) => /^-[rwxXstugoa,+=-]*[rwxXst]$/.test(word));
  const mode = at >= 0 ? words[at]! : null;
  const { values, operands } = readOptions(at >= 0 ? words.toSpliced(at, 1) : words, {
    recursive: { type: 'boolean', short: 'R' },
    changes: { type: 'boolean', short: 'c' },
    silent: { type: 'boolean', short: 'f' },
    verbose: { type: 'boolean', short: 'v' },
  });
  const text = mode ?? operands.shift();
  if (text === undefined) throw new Failure('missing operand');
  const change = parseMode(text, process.umask());
  if (!change) throw new Failure(`invalid mode: '${text}'`);
  if (operands.length === 0) throw new Failure(`missing operand after '${text}'`);
  const one = (path: string) => {
    const stats = statSync(path);
    const old = stats.mode & 0o7777;
    const next = change(old, stats.isDirectory());
    chmodSync(path, next);
    if (values.verbose || (values.changes && old !== next)) write(`${told(path, old, next)}\n`);
    if (!values.recursive || !stats.isDirectory()) return;
    for (const entry of readdirSync(path, { withFileTypes: true }))
      if (!entry.isSymbolicLink()) one(join(path, entry.name));
  };
  return forEach(operands, (path, why) => `cannot access '${path}': ${why}`, one);
}

function told(path: string, old: number, next: number): string {
  const shown = (mode: number) => `${mode.toString(8).padStart(4, '0')} (${letters(mode)})`;
  return old === next
    ? `mode of '${path}' retained as ${shown(next)}`
    : `mode of '${path}' changed from ${shown(old)} to ${shown(next)}`;
}
