/** How sed carries out a script, line by line. */

import { readFileSync, statSync } from 'node:fs';
import { Failure, complain, linesOf, reason } from './common.ts';
import type { Address, Command, Substitution } from './sed-script.ts';

const NO_INPUT = 2;

/** What one run of a script came to. */
export interface Result {
  code: number;
  /** `q` or `Q` has ended it all. */
  ends: boolean;
}

/** Where lines go. One without a newline, the last of a file, gets it when another follows. */
export class Output {
  readonly #write: (text: string) => void;
  #complete = true;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  line(text: string, newline: boolean): void {
    this.#write(`${this.#complete ? '' : '\n'}${text}${newline ? '\n' : ''}`);
    this.#complete = newline;
  }
}

/** One run of a script over lines, which may be those of several files. */
export class Editor {
  readonly #commands: Command[];
  readonly #quiet: boolean;
  readonly #output: Output;
  #space = '';
  #held = '';
  #line = 0;
  /** Whether the line that was read last had a newline. */
  #newline = true;
  #lines: Iterator<string> = [][Symbol.iterator]();
  #ahead: string | null = null;
  #last: RegExp | null = null;
  /** What comes behind this line: texts, and files that are read then. */
  #after: (() => string)[] = [];
  #substituted = false;
  #code = 0;

  constructor(commands: Command[], quiet: boolean, output: Output) {
    this.#commands = commands;
    // The range `0,/x/` has begun before the first line, on which it may end.
    for (const each of commands)
      each.range = each.from?.kind === 'line' && each.from.line === 0 ? { until: null } : null;
    this.#quiet = quiet;
    this.#output = output;
  }

  edit(files: string[]): Result {
    this.#lines = this.#linesIn(files);
    let again = false;
    while (again || this.#read()) {
      const end = this.#cycle();
      again = end === 'again';
      if (!this.#quiet && (end === 'print' || end === 'quit')) this.#print(this.#space);
      if (!again) this.#finish();
      if (end === 'quit' || end === 'leave') return { code: this.#code, ends: true };
    }
    return { code: this.#code, ends: false };
  }

  *#linesIn(files: string[]): Generator<string> {
    for (const file of files) {
      try {
        yield* linesOf(file);
      } catch (error) {
        const why = reason(error);
        complain(why === 'Is a directory' ? `couldn't read ${file}: ${why}` : `can't read ${file}: ${why}`);
        this.#code = NO_INPUT;
      }
    }
  }

  /** The next line becomes the pattern space. Looks ahead only when somebody asks for the last line. */
  #read(): boolean {
    const line = this.#ahead ?? this.#more();
    this.#ahead = null;
    if (line === null) return false;
    this.#newline = line.endsWith('\n');
    this.#space = this.#newline ? line.slice(0, -1) : line;
    this.#line++;
    return true;
  }

  #more(): string | null {
    const { done, value } = this.#lines.next();
    return done ? null : value;
  }

  #isLast(): boolean {
    this.#ahead ??= this.#more();
    return this.#ahead === null;
  }

  #print(text: string, newline = this.#newline): void {
    this.#output.line(text, newline);
  }

  /** Writes what was put behind the line. */
  #finish(): void {
    for (const text of this.#after.splice(0)) {
      const added = text();
      if (added !== '') this.#print(added.replace(/\n$/, ''), added.endsWith('\n'));
    }
  }

  /** Carries out the script once. @returns how the cycle ends */
  #cycle(): 'print' | 'delete' | 'again' | 'quit' | 'leave' {
    this.#substituted = false;
    for (let at = 0; at < this.#commands.length; at++) {
      const command = this.#commands[at]!;
      const chosen = this.#chooses(command) !== command.negated;
      if (!chosen) {
        if (command.name === '{') at = command.target;
        continue;
      }
      const { name, text } = command;
      switch (name) {
        case '=':
          this.#print(String(this.#line), true);
          break;
        case 'a':
          this.#after.push(() => text);
          break;
        case 'i':
          this.#print(text.slice(0, -1), true);
          break;
        case 'c':
          // Of a range the text is written once, at its end.
          if (!command.to || command.negated || !command.range) this.#print(text.slice(0, -1), true);
          return 'delete';
        case 'r':
          this.#after.push(() => contentsIfAny(text));
          break;
        case 'd':
          return 'delete';
        case 'D': {
          const newline = this.#space.indexOf('\n');
          if (newline < 0) return 'delete';
          this.#space = this.#space.slice(newline + 1);
          this.#finish();
          return 'again';
        }
        case 'g':
          this.#space = this.#held;
          break;
        case 'G':
          this.#space += `\n${this.#held}`;
          break;
        case 'h':
          this.#held = this.#space;
          break;
        case 'H':
          this.#held += `\n${this.#space}`;
          break;
        case 'x':
          [this.#space, this.#held] = [this.#held, this.#space];
          break;
        case 'n':
        case 'N': {
          if (this.#isLast()) return 'print';
          const before = this.#space;
          if (name === 'n' && !this.#quiet) this.#print(before);
          this.#finish();
          this.#read();
          if (name === 'N') this.#space = `${before}\n${this.#space}`;
          break;
        }
        case 'p':
          this.#print(this.#space);
          break;
        case 'P':
          this.#print(this.#space.split('\n', 1)[0]!, true);
          break;
        case 'q':
        case 'Q':
          this.#code = Number(text || 0);
          return name === 'q' ? 'quit' : 'leave';
        case 's':
          if (this.#substitute(command.substitution!)) this.#substituted = true;
          break;
        case 'y':
          this.#space = [...this.#space].map((letter) => command.letters!.get(letter) ?? letter).join('');
          break;
        case 'b':
          at = command.target - 1;
          break;
        case 't':
        case 'T':
          if (this.#substituted === (name === 't')) at = command.target - 1;
          this.#substituted = false;
          break;
      }
    }
    return 'print';
  }

  #chooses(command: Command): boolean {
    const { from, to } = command;
    if (!from) return true;
    if (!to) return this.#matches(from);
    if (!command.range) {
      if (!this.#matches(from)) return false;
      command.range = { until: this.#end(to) };
      // A line that is not behind the first one is the whole range.
      if ((command.range.until ?? Infinity) <= this.#line || (to.kind === 'last' && this.#isLast()))
        command.range = null;
      return true;
    }
    const { until } = command.range;
    if (until === null ? this.#matches(to) : this.#line >= until) command.range = null;
    // `2,4` that was jumped over ends with what comes behind it.
    return until === null || this.#line <= until;
  }

  /** The line with which a range ends that begins here; null when that is to be seen. */
  #end(to: Address): number | null {
    if (to.kind === 'line') return to.line;
    if (to.kind === 'more') return this.#line + to.count;
    if (to.kind === 'multiple') return to.of === 0 ? this.#line : Math.ceil(this.#line / to.of) * to.of;
    return null;
  }

  #matches(address: Address): boolean {
    switch (address.kind) {
      case 'line':
        return this.#line === address.line;
      case 'last':
        return this.#isLast();
      case 'match': {
        const expression = this.#expression(address.expression);
        expression.lastIndex = 0;
        return expression.test(this.#space);
      }
      case 'step':
        return address.step === 0
          ? this.#line === address.first
          : this.#line >= address.first && (this.#line - address.first) % address.step === 0;
      default:
        return false;
    }
  }

  /** An empty expression is the one that was used last. */
  #expression(given: RegExp | null): RegExp {
    this.#last = given ?? this.#last;
    if (!this.#last) throw new Failure('no previous regular expression');
    return this.#last;
  }

  #substitute({ expression, parts, global, print, from }: Substitution): boolean {
    const matcher = this.#expression(expression);
    matcher.lastIndex = 0;
    let text = '';
    let at = 0;
    let count = 0;
    let replaced = false;
    for (const match of this.#space.matchAll(matcher)) {
      // Nothing is found right behind a match.
      if (match[0] === '' && match.index === at && count > 0) continue;
      count++;
      text += this.#space.slice(at, match.index);
      at = match.index + match[0].length;
      const wanted = count === from || (global && count > from);
      text += wanted ? filled(parts, match) : match[0];
      replaced ||= wanted;
      if (replaced && !global) break;
    }
    if (!replaced) return false;
    this.#space = text + this.#space.slice(at);
    if (print) this.#print(this.#space);
    return true;
  }
}

/** What takes the place of a match. */
function filled(parts: Substitution['parts'], groups: readonly (string | undefined)[]): string {
  let text = '';
  let all: 'U' | 'L' | 'E' = 'E';
  let next: 'u' | 'l' | null = null;
  for (const part of parts) {
    if (typeof part === 'object') {
      if (part.letters === 'u' || part.letters === 'l') next = part.letters;
      else all = part.letters;
      continue;
    }
    let piece = typeof part === 'number' ? (groups[part] ?? '') : part;
    if (all !== 'E') piece = all === 'U' ? piece.toUpperCase() : piece.toLowerCase();
    if (next && piece !== '') {
      const first = next === 'u' ? piece.charAt(0).toUpperCase() : piece.charAt(0).toLowerCase();
      piece = first + piece.slice(1);
      next = null;
    }
    text += piece;
  }
  return text;
}

function contentsIfAny(file: string): string {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ? readFileSync(file, 'utf8') : '';
}
