/** The expressions of find: from words to what is asked of each file. */

import { readdirSync, rmdirSync, statSync, unlinkSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { patternSource } from '../sh/glob.ts';
import { run } from './commands.ts';
import { Failure, complain, print, reason } from './common.ts';
import { parseMode } from './modes.ts';

/** Something that was found. */
export interface Found {
  path: string;
  name: string;
  stats: Stats;
  /** What is in it is not looked at. */
  pruned: boolean;
}

type Test = (found: Found) => boolean;

/** How many paths one program is given by `-exec … {} +`. */
const BATCH = 1000;
const DAY = 24 * 60 * 60 * 1000;
const MINUTE = 60 * 1000;
const UNITS: Record<string, number> = { b: 512, c: 1, w: 2, k: 1024, M: 1024 ** 2, G: 1024 ** 3 };
const TYPES: Record<string, (stats: Stats) => boolean> = {
  f: (stats) => stats.isFile(),
  d: (stats) => stats.isDirectory(),
  l: (stats) => stats.isSymbolicLink(),
  c: (stats) => stats.isCharacterDevice(),
  b: (stats) => stats.isBlockDevice(),
  p: (stats) => stats.isFIFO(),
  s: (stats) => stats.isSocket(),
};

/** A whole command line behind the paths. */
export class Search {
  test: Test = () => true;
  minDepth = 0;
  maxDepth = Infinity;
  /** What is in a directory comes before it. */
  depthFirst = false;
  deletes = false;
  /** `-quit` was met. */
  ended = false;
  failed = false;
  readonly batches: { command: string[]; paths: string[] }[] = [];

  /** Runs what waits for its last paths. */
  finish(): void {
    for (const batch of this.batches) this.runBatch(batch);
  }

  runBatch({ command, paths }: Search['batches'][number]): void {
    if (paths.length > 0 && run([...command, ...paths.splice(0)], process.env) !== 0) this.failed = true;
  }
}

/** @throws Failure for what is not known or makes no sense */
export function parseFind(words: string[]): Search {
  const search = new Search();
  new Parser(words, search).parse();
  return search;
}

class Parser {
  readonly #words: string[];
  readonly #search: Search;
  #at = 0;
  /** Without an action every file that is found is printed. */
  #acts = false;

  constructor(words: string[], search: Search) {
    this.#words = words;
    this.#search = search;
  }

  parse(): void {
    const test = this.#words.length > 0 ? this.#list() : () => true;
    const word = this.#words[this.#at];
    if (word !== undefined) throw new Failure(`you have too many '${word}'`);
    this.#search.test = this.#acts ? test : (found) => test(found) && printed(found);
  }

  #peek(...words: string[]): boolean {
    return words.includes(this.#words[this.#at] ?? '\0');
  }

  #list(): Test {
    let test = this.#either();
    while (this.#peek(',')) {
      this.#at++;
      const [before, next] = [test, this.#either()];
      test = (found) => {
        before(found);
        return next(found);
      };
    }
    return test;
  }

  #either(): Test {
    let test = this.#both();
    while (this.#peek('-o', '-or')) {
      this.#at++;
      const [before, next] = [test, this.#both()];
      test = (found) => before(found) || next(found);
    }
    return test;
  }

  #both(): Test {
    let test = this.#one();
    while (this.#at < this.#words.length && !this.#peek('-o', '-or', ',', ')')) {
      if (this.#peek('-a', '-and')) this.#at++;
      const [before, next] = [test, this.#one()];
      test = (found) => before(found) && next(found);
    }
    return test;
  }

  #one(): Test {
    const word = this.#words[this.#at++];
    if (word === undefined) throw new Failure(`expected an expression after '${this.#words.at(-1)}'`);
    if (word === '!' || word === '-not') {
      const test = this.#one();
      return (found) => !test(found);
    }
    if (word === '(') {
      const test = this.#list();
      if (!this.#peek(')'))
        throw new Failure("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      this.#at++;
      return test;
    }
    if (word.startsWith('-')) return this.#primary(word);
    if (/^[),]$/.test(word)) throw new Failure(`you have too many '${word}'`);
    throw new Failure(`paths must precede expression: \`${word}'`);
  }

  #argument(name: string): string {
    const word = this.#words[this.#at++];
    if (word === undefined) throw new Failure(`missing argument to \`${name}'`);
    return word;
  }

  #primary(name: string): Test {
    const search = this.#search;
    const argument = () => this.#argument(name);
    switch (name) {
      case '-name':
      case '-iname':
        return matches(argument(), name === '-iname', ({ name }) => name);
      case '-path':
      case '-wholename':
      case '-ipath':
        return matches(argument(), name === '-ipath', ({ path }) => path);
      case '-type': {
        const types = argument().split(',');
        const unknown = types.find((type) => !(type in TYPES));
        if (unknown !== undefined) throw new Failure(`Unknown argument to -type: ${unknown}`);
        return ({ stats }) => types.some((type) => TYPES[type]!(stats));
      }
      case '-size': {
        const [, text = '', unit = 'b'] = /^([-+]?\d+)([bcwkMG]?)$/.exec(argument()) ?? this.#invalid(name);
        const is = compared(text);
        return ({ stats }) => is(Math.ceil(stats.size / UNITS[unit || 'b']!));
      }
      case '-mtime':
      case '-mmin': {
        const is = compared(/^[-+]?\d+$/.exec(argument())?.[0] ?? this.#invalid(name));
        const age = (stats: Stats) => Date.now() - stats.mtimeMs;
        return ({ stats }) => is(name === '-mtime' ? Math.floor(age(stats) / DAY) : Math.ceil(age(stats) / MINUTE));
      }
      case '-newer': {
        const { mtimeMs } = statOf(argument());
        return ({ stats }) => stats.mtimeMs > mtimeMs;
      }
      case '-perm':
        return this.#permissions(argument());
      case '-empty':
        return ({ path, stats }) =>
          stats.isDirectory() ? readdirSync(path).length === 0 : stats.isFile() && stats.size === 0;
      case '-true':
        return () => true;
      case '-false':
        return () => false;
      case '-maxdepth':
      case '-mindepth': {
        const text = argument();
        if (!/^\d+$/.test(text))
          throw new Failure(`Expected a positive decimal integer argument to ${name}, but got '${text}'`);
        search[name === '-maxdepth' ? 'maxDepth' : 'minDepth'] = Number(text);
        return () => true;
      }
      case '-depth':
        search.depthFirst = true;
        return () => true;
      case '-prune':
        return (found) => (found.pruned = true);
    }
    this.#acts = true;
    switch (name) {
      case '-print':
        return printed;
      case '-print0':
        return ({ path }) => {
          print(`${path}\0`);
          return true;
        };
      case '-delete':
        search.depthFirst = true;
        search.deletes = true;
        return (found) => this.#delete(found);
      case '-exec':
        return this.#execute();
      case '-quit':
        return () => (search.ended = true);
      default:
        throw new Failure(`unknown predicate \`${name}'`);
    }
  }

  #invalid(name: string): never {
    throw new Failure(`invalid argument '${this.#words[this.#at - 1]}' to '${name}'`);
  }

  /** `644`: just these; `-u+w`: all of these; `/111`: any of these. */
  #permissions(text: string): Test {
    const bits = parseMode(text.replace(/^[-/](?=.)/, ''), 0)?.(0, false);
    if (bits === undefined) throw new Failure(`invalid mode '${text}'`);
    if (text.startsWith('-')) return ({ stats }) => (stats.mode & bits) === bits;
    if (text.startsWith('/')) return ({ stats }) => bits === 0 || (stats.mode & bits) !== 0;
    return ({ stats }) => (stats.mode & 0o7777) === bits;
  }

  #delete({ path, stats }: Found): boolean {
    if (path === '.') return true; // As find has it: nobody means the directory where one stands.
    try {
      (stats.isDirectory() ? rmdirSync : unlinkSync)(path);
      return true;
    } catch (error) {
      complain(`cannot delete '${path}': ${reason(error)}`);
      this.#search.failed = true;
      return false;
    }
  }

  /** `-exec PROGRAM … ;` for each file, `-exec PROGRAM … {} +` for many at once. */
  #execute(): Test {
    const search = this.#search;
    const from = this.#at;
    const end = this.#words.findIndex(
      (word, at) => at >= from && (word === ';' || (word === '+' && this.#words[at - 1] === '{}')),
    );
    if (end <= from) throw new Failure("missing argument to `-exec'");
    const command = this.#words.slice(from, end);
    this.#at = end + 1;
    if (this.#words[end] === ';') {
      return ({ path }) =>
        run(
          command.map((word) => word.replaceAll('{}', path)),
          process.env,
        ) === 0;
    }
    const batch = { command: command.slice(0, -1), paths: [] as string[] };
    search.batches.push(batch);
    return ({ path }) => {
      if (batch.paths.push(path) >= BATCH) search.runBatch(batch);
      return true;
    };
  }
}

function printed({ path }: Found): true {
  print(`${path}\n`);
  return true;
}

function matches(pattern: string, ignoreCase: boolean, of: (found: Found) => string): Test {
  const pieces = Array.from(pattern.matchAll(/\\([^])|[^\\]+|\\$/g), ([all, kept]) => ({
    text: kept ?? all,
    active: kept === undefined,
  }));
  const expression = new RegExp(`^${patternSource(pieces, '[^]')}$`, ignoreCase ? 'i' : '');
  return (found) => expression.test(of(found));
}

/** `5`, `+5` (more), `-5` (less). */
function compared(text: string): (value: number) => boolean {
  const number = Math.abs(Number(text));
  if (text.startsWith('+')) return (value) => value > number;
  if (text.startsWith('-')) return (value) => value < number;
  return (value) => value === number;
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw new Failure(`'${path}': ${reason(error)}`);
  }
}
