/** The scripts of sed: from text to commands. */

import { Failure } from './common.ts';
import { compile, expression } from './expressions.ts';

/** Which lines: a number, the last, those that match (null: the expression that was used last), every so many. */
export type Address =
  | { kind: 'line'; line: number }
  | { kind: 'last' }
  | { kind: 'match'; expression: RegExp | null }
  | { kind: 'step'; first: number; step: number }
  /** As an end: so many lines more, or up to a multiple. */
  | { kind: 'more'; count: number }
  | { kind: 'multiple'; of: number };

/** A piece of what `s` puts in: text, a group's number, or how letters are written from here on (`\U`, `\l`…). */
export type Part = string | number | { letters: 'U' | 'L' | 'u' | 'l' | 'E' };

export interface Substitution {
  expression: RegExp | null;
  parts: Part[];
  global: boolean;
  print: boolean;
  /** The first match that is replaced; the first of all is 1. */
  from: number;
}

export interface Command {
  name: string;
  from: Address | null;
  to: Address | null;
  negated: boolean;
  /** Of a range: that it has begun, and the line with which it ends, if that is known. */
  range: { until: number | null } | null;
  /** The text of a, i, c; the label of b, t, T and `:`; the exit code of q and Q; the file of r. */
  text: string;
  substitution: Substitution | null;
  /** Of y. */
  letters: Map<string, string> | null;
  /** Where `{` and the jumps go on. */
  target: number;
}

/** The exit code of what is found out when the script has been read. */
const PANIC = 4;
const WITHOUT_ARGUMENT = '=dDgGhHnNpPx{}';
const KNOWN = `${WITHOUT_ARGUMENT}:aibcqQrstTy`;
const ESCAPES: Record<string, string> = { n: '\n', t: '\t', r: '\r', f: '\f', v: '\v', a: '\x07' };

/** Reads a script. @throws Failure with the place of what is wrong, as GNU sed tells it */
export function parseScript(pieces: string[], extended: boolean): Command[] {
  return new Parser(pieces, extended).commands();
}

class Parser {
  readonly #text: string;
  readonly #pieces: string[];
  readonly #extended: boolean;
  #at = 0;

  constructor(pieces: string[], extended: boolean) {
    this.#pieces = pieces;
    this.#text = pieces.join('\n');
    this.#extended = extended;
  }

  commands(): Command[] {
    const commands: Command[] = [];
    const open: number[] = [];
    for (;;) {
      this.#skip(/[\s;]*/y);
      if (this.#at >= this.#text.length) break;
      if (this.#peek() === '#') {
        this.#skip(/[^\n]*/y);
        continue;
      }
      const command = this.#command();
      if (command.name === '{') open.push(commands.length);
      if (command.name === '}') {
        if (command.from) this.#fail("} doesn't want any addresses");
        const start = open.pop();
        if (start === undefined) this.#fail("unexpected `}'");
        else commands[start]!.target = commands.length;
      }
      commands.push(command);
    }
    if (open.length > 0) this.#fail("unmatched `{'", 0);
    link(commands);
    return commands;
  }

  #command(): Command {
    const from = this.#address();
    let to: Address | null = null;
    if (from && this.#skip(/\s*,\s*/y)) {
      to = this.#address(true);
      if (!to) this.#fail("unexpected `,'", this.#at + 1);
    }
    this.#skip(/\s*/y);
    if (from?.kind === 'line' && from.line === 0 && to?.kind !== 'match')
      this.#fail('invalid usage of line address 0', this.#at + 1);
    const negated = Boolean(this.#skip(/!\s*/y));
    const name = this.#next();
    if (name === '' || name === '\n' || name === ';') this.#fail('missing command');
    if (!KNOWN.includes(name)) this.#fail(`unknown command: \`${name}'`);
    const command: Command = {
      ...{ name, from, to, negated, range: null, text: '', substitution: null, letters: null, target: 0 },
    };
    if ('aic'.includes(name)) command.text = this.#block();
    else if (name === 's') command.substitution = this.#substitution();
    else if (name === 'y') command.letters = this.#letters();
    else if (name === 'r') command.text = this.#skip(/[^\n]*/y).trimStart();
    else if (':btT'.includes(name)) command.text = this.#skip(name === ':' ? /[^\n;]*/y : /[^\n;}]*/y).trim();
    else if ('qQ'.includes(name)) command.text = this.#skip(/\s*\d*/y).trim();
    if (name === ':' && from) this.#fail(": doesn't want any addresses");
    if (name === ':' && command.text === '') this.#fail('":" lacks a label');
    if (!'aicr:{}'.includes(name)) this.#end();
    return command;
  }

  /** What may follow a command. */
  #end(): void {
    this.#skip(/[ \t]*/y);
    const next = this.#peek();
    if (next !== '' && !'\n;}#'.includes(next)) this.#fail('extra characters after command', this.#at + 1);
  }

  #address(isEnd = false): Address | null {
    const number = this.#skip(/\d+/y);
    if (number !== '') {
      const step = this.#skip(/~\d+/y);
      if (step !== '') return { kind: 'step', first: Number(number), step: Number(step.slice(1)) };
      return { kind: 'line', line: Number(number) };
    }
    if (this.#skip(/\$/y)) return { kind: 'last' };
    const relative = isEnd ? this.#skip(/[+~]\d+/y) : '';
    if (relative !== '') {
      const count = Number(relative.slice(1));
      return relative.startsWith('+') ? { kind: 'more', count } : { kind: 'multiple', of: count };
    }
    const mark = this.#skip(/\/|\\[^\n\\]/y);
    if (mark === '') return null;
    const pattern = this.#delimited(mark.at(-1)!, true);
    if (pattern === null) return this.#fail('unterminated address regex');
    return { kind: 'match', expression: this.#expression(pattern, this.#skip(/[IM]*/y)) };
  }

  #expression(pattern: string, flags: string): RegExp | null {
    if (pattern === '') return null;
    const source = expression(pattern, this.#extended ? 'extended' : 'basic', true);
    return compile(source, `g${/i/i.test(flags) ? 'i' : ''}${/m/i.test(flags) ? 'm' : 's'}`);
  }

  /** Text up to a mark, which a backslash keeps; null when there is none. In an expression `\n` stays for it to read. */
  #delimited(mark: string, isExpression: boolean): string | null {
    let text = '';
    for (;;) {
      const next = this.#next();
      if (next === '' || (next === '\n' && isExpression && mark !== '\n')) return null;
      if (next === mark) return text;
      if (next === '[' && isExpression) text += `[${this.#skip(/\^?\]?(?:\[:\w+:\]|[^\]\n])*\]/y)}`;
      else if (next !== '\\') text += next;
      else {
        const escaped = this.#next();
        text += escaped === mark && (isExpression || !/[&\d]/.test(mark)) ? mark : `\\${escaped}`;
      }
    }
  }

  #substitution(): Substitution {
    const mark = this.#next();
    const pattern = this.#delimited(mark, true);
    const put = pattern === null ? null : this.#delimited(mark, false);
    if (pattern === null || put === null) return this.#fail("unterminated `s' command");
    const flags = this.#skip(/[a-zA-Z0-9]*/y);
    const unknown = flags.search(/[^gpiImM\d]/);
    if (unknown >= 0) this.#fail("unknown option to `s'", this.#at - flags.length + unknown + 1);
    return {
      expression: this.#expression(pattern, flags),
      parts: partsOf(put),
      global: flags.includes('g'),
      print: flags.includes('p'),
      from: Number(/\d+/.exec(flags)?.[0] ?? 1),
    };
  }

  #letters(): Map<string, string> {
    const mark = this.#next();
    const [from, to] = [this.#delimited(mark, false), this.#delimited(mark, false)].map((text) =>
      text === null
        ? this.#fail("unterminated `y' command")
        : [...text.replace(/\\([^])/g, (_all, letter: string) => ESCAPES[letter] ?? letter)],
    ) as [string[], string[]];
    if (from.length !== to.length) this.#fail("strings for `y' command are different lengths");
    return new Map(from.map((letter, at) => [letter, to[at]!]));
  }

  /** The lines of a, i and c; a backslash before a newline goes on. */
  #block(): string {
    // The text begins on the next line, or right here; a backslash keeps white space.
    if (this.#skip(/[ \t]*(?:\\[ \t]*\n)?/y) === '') this.#skip(/\\/y);
    const text = this.#skip(/(?:\\[^]|[^\n\\])*/y);
    if (text === '') this.#fail("expected \\ after `a', `c' or `i'");
    // A backslash in front keeps white space.
    return `${text.replace(/^\\(?=[ \t])/, '').replace(/\\([^])/g, (_all, letter: string) => ESCAPES[letter] ?? letter)}\n`;
  }

  #peek(): string {
    return this.#text[this.#at] ?? '';
  }

  #next(): string {
    return this.#text[this.#at++] ?? '';
  }

  #skip(what: RegExp): string {
    what.lastIndex = this.#at;
    const text = what.exec(this.#text)?.[0] ?? '';
    this.#at += text.length;
    return text;
  }

  #fail(message: string, at = Math.min(this.#at, this.#text.length)): never {
    let piece = 0;
    let rest = at;
    while (piece < this.#pieces.length - 1 && rest > this.#pieces[piece]!.length) {
      rest -= this.#pieces[piece]!.length + 1;
      piece++;
    }
    throw new Failure(`-e expression #${piece + 1}, char ${rest}: ${message}`);
  }
}

/** Gives each jump its place. */
function link(commands: Command[]): void {
  for (const command of commands) {
    if (!'btT'.includes(command.name)) continue;
    const label = commands.findIndex(({ name, text }) => name === ':' && text === command.text);
    if (command.text !== '' && label < 0) throw new Failure(`can't find label for jump to \`${command.text}'`, PANIC);
    command.target = command.text === '' ? commands.length : label;
  }
}

function partsOf(text: string): Part[] {
  return Array.from(text.matchAll(/\\([^])|&|[^\\&]+/g), ([all, escaped]): Part => {
    if (escaped === undefined) return all === '&' ? 0 : all;
    if (/\d/.test(escaped)) return Number(escaped);
    if ('ULulE'.includes(escaped)) return { letters: escaped as 'U' };
    return ESCAPES[escaped] ?? escaped;
  });
}
