import { accessSync, constants, lstatSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ShellError } from './state.ts';

const UNARY: Record<string, (path: string) => boolean> = {
  '-e': (path) => statSync(path, { throwIfNoEntry: false }) !== undefined,
  '-f': (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
  '-d': (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  '-s': (path) => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0,
  '-L': (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
  '-h': (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
  '-r': (path) => mayAccess(path, constants.R_OK),
  '-w': (path) => mayAccess(path, constants.W_OK),
  '-x': (path) => mayAccess(path, constants.X_OK),
};

function mayAccess(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false; // That it may not is the answer.
  }
}

const BINARY: Record<string, (a: string, b: string) => boolean> = {
  '=': (a, b) => a === b,
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '-eq': (a, b) => number(a) === number(b),
  '-ne': (a, b) => number(a) !== number(b),
  '-lt': (a, b) => number(a) < number(b),
  '-le': (a, b) => number(a) <= number(b),
  '-gt': (a, b) => number(a) > number(b),
  '-ge': (a, b) => number(a) >= number(b),
};

function number(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) throw new ShellError(`test: ${text}: a number is wanted`, 2);
  return Number(text);
}

/** `test` and `[`. @returns 0 when it holds, 1 when it does not @throws ShellError with 2 when it makes no sense */
export function test(words: string[], cwd: string): number {
  return holds(words, cwd) ? 0 : 1;
}

function holds(words: string[], cwd: string): boolean {
  const [first = '', second = '', third = ''] = words;
  for (const operator of ['-o', '-a']) {
    const at = words.indexOf(operator, 1);
    if (at > 0 && words.length > 3) {
      const left = holds(words.slice(0, at), cwd);
      const right = holds(words.slice(at + 1), cwd);
      return operator === '-o' ? left || right : left && right;
    }
  }
  if (words.length === 0) return false;
  if (words.length === 1) return first !== '';
  if (words.length === 3 && BINARY[second]) return BINARY[second](first, third);
  if (first === '!') return !holds(words.slice(1), cwd);
  if (words.length === 2) {
    if (first === '-n') return second !== '';
    if (first === '-z') return second === '';
    if (first === '-t') return false; // There is no terminal in the container.
    const check = UNARY[first];
    if (check) return check(resolve(cwd, second));
  }
  throw new ShellError(`test: ${words.join(' ')}: not understood`, 2);
}
