import type { ParsedScript, ParameterExpansionPart, Word, WordPart } from 'unbash';
import { evaluate } from './arithmetic.ts';
import { expandPattern, isPattern, patternSource, type Piece } from './glob.ts';
import { ExpansionError, ShellError, type ShellState } from './state.ts';

/** Runs a script and gives what it writes: `$(…)`. */
export type Substitute = (script: ParsedScript) => Promise<string>;

/** A part of a word after expansion: its text, whether white space splits it, and whether a field ends after it. */
interface Segment {
  text: string;
  quoted: boolean;
  pattern: boolean;
  endsField?: boolean;
}

/** Expands the words of commands: parameters, commands, arithmetic, fields and file names, as POSIX orders them. */
export class Expander {
  readonly #state: ShellState;
  readonly #substitute: Substitute;

  constructor(state: ShellState, substitute: Substitute) {
    this.#state = state;
    this.#substitute = substitute;
  }

  /** The fields that words become. */
  async fields(words: readonly Word[]): Promise<string[]> {
    const fields: string[] = [];
    for (const word of words) {
      for (const pieces of this.#split(await this.#segments(word), word)) {
        const found = isPattern(pieces) ? expandPattern(pieces, this.#state.cwd) : [];
        if (found.length > 0) fields.push(...found);
        else fields.push(pieces.map(({ text }) => text).join(''));
      }
    }
    return fields;
  }

  /** One word as one text, unsplit: the value of an assignment, the target of a redirection. */
  async text(word: Word | undefined): Promise<string> {
    if (!word) return '';
    return (await this.#segments(word))
      .map(({ text, endsField }) => text + (endsField ? ' ' : ''))
      .join('')
      .trimEnd();
  }

  /** A word as a pattern of `case` or `${name#pattern}`: a regular expression's source. */
  async pattern(word: Word): Promise<string> {
    const segments = await this.#segments(word);
    return patternSource(
      segments.map(({ text, quoted, pattern }) => ({ text, active: pattern || !quoted })),
      '[^]',
    );
  }

  /** The text of a here-document. */
  async parts(parts: readonly WordPart[]): Promise<string> {
    const segments: Segment[] = [];
    for (const part of parts) segments.push(...(await this.#part(part, true)));
    return segments.map(({ text }) => text).join('');
  }

  /** Whether an empty expansion leaves an empty field: it does where something was quoted. */
  #split(segments: Segment[], word: Word): Piece[][] {
    const fields: Piece[][] = [];
    let current: Piece[] | null = null;
    const push = (piece: Piece) => (current ??= []).push(piece);
    const end = () => {
      if (current) fields.push(current);
      current = null;
    };
    for (const { text, quoted, pattern, endsField } of segments) {
      if (quoted) push({ text, active: pattern });
      else {
        const separators = this.#state.get('IFS') ?? ' \t\n';
        let piece = '';
        for (const character of text) {
          if (!separators.includes(character)) piece += character;
          else {
            if (piece !== '') push({ text: piece, active: true });
            piece = '';
            end();
          }
        }
        if (piece !== '') push({ text: piece, active: true });
      }
      if (endsField) end();
    }
    end();
    return fields.length === 0 && word.text === '' ? [[]] : fields;
  }

  async #segments(word: Word): Promise<Segment[]> {
    if (!word.parts) return [{ text: this.#tilde(word.value, word.text), quoted: true, pattern: false }];
    const segments: Segment[] = [];
    for (const [at, part] of word.parts.entries()) {
      const found = await this.#part(part, false);
      if (at === 0 && part.type === 'Literal') found[0]!.text = this.#tilde(part.value, word.text);
      segments.push(...found);
    }
    return segments;
  }

  #tilde(value: string, written: string): string {
    return /^~(\/|$)/.test(written) ? (this.#state.get('HOME') ?? '~') + value.slice(1) : value;
  }

  async #part(part: WordPart, quoted: boolean): Promise<Segment[]> {
    const one = (text: string, pattern = false): Segment[] => [{ text, quoted: true, pattern }];
    switch (part.type) {
      case 'Literal':
      case 'SingleQuoted':
      case 'AnsiCQuoted':
        return one(part.value);
      case 'Glob':
        if (quoted) return one(part.text);
        return part.parts ? this.#bracket(part.parts) : one(part.text, true);
      case 'BraceExpansion':
      case 'ExtendedGlob':
        return one(part.text);
      case 'DoubleQuoted':
      case 'LocaleString': {
        const segments = one('');
        for (const child of part.parts) segments.push(...(await this.#part(child, true)));
        // "$@" without parameters leaves nothing at all, not even an empty field.
        const isNothing = part.parts.length === 1 && part.text === '"$@"' && this.#state.positional.length === 0;
        return isNothing ? [] : segments;
      }
      case 'SimpleExpansion':
        return this.#parameter(part.text.slice(1), quoted);
      case 'ParameterExpansion':
        return this.#expansion(part, quoted);
      case 'CommandExpansion': {
        const text = part.script ? await this.#substitute(part.script) : '';
        return [{ text: text.replace(/\n+$/, ''), quoted, pattern: false }];
      }
      case 'ArithmeticExpansion':
        return [{ text: String(await this.#arithmetic(part)), quoted, pattern: false }];
      case 'ProcessSubstitution':
        throw new ShellError(`${part.text}: process substitution is not part of sh`, 2);
    }
  }

  /** `[a$x]`: what its parts give is a list of characters, or fields of their own. */
  async #bracket(parts: readonly WordPart[]): Promise<Segment[]> {
    const active = (text: string): Segment => ({ text, quoted: true, pattern: true });
    const segments = [active('[')];
    for (const part of parts) {
      if (part.type === 'Literal') segments.push(active(part.value));
      else segments.push(...(await this.#part(part, false)));
    }
    return [...segments, active(']')];
  }

  async #arithmetic({ expression }: Extract<WordPart, { type: 'ArithmeticExpansion' }>): Promise<number> {
    if (!expression) return 0;
    return this.evaluate(expression);
  }

  evaluate(expression: Parameters<typeof evaluate>[0]): Promise<number> {
    return evaluate(expression, {
      get: (name) => this.#value(name),
      set: (name, value) => this.#state.set(name, value),
      expand: async ({ parts, value }) => (parts ? this.parts(parts) : value),
    });
  }

  #parameter(name: string, quoted: boolean): Segment[] {
    if ((name === '@' || name === '*') && !(quoted && name === '*')) {
      const { positional } = this.#state;
      return positional.map((text, at) => ({ text, quoted, pattern: false, endsField: at < positional.length - 1 }));
    }
    const value = this.#value(name);
    if (value === undefined && this.#state.options.refuseUnset) throw new ExpansionError(`${name}: parameter not set`);
    return [{ text: value ?? '', quoted, pattern: false }];
  }

  #value(name: string): string | undefined {
    const state = this.#state;
    switch (name) {
      case '?':
        return String(state.status);
      case '$':
        return String(process.pid);
      case '!':
        return state.lastBackground;
      case '#':
        return String(state.positional.length);
      case '-':
        return '';
      case '0':
        return state.name;
      case '@':
      case '*':
        return state.positional.join(' ');
      default:
        return /^\d+$/.test(name) ? state.positional[Number(name) - 1] : state.get(name);
    }
  }

  async #expansion(part: ParameterExpansionPart, quoted: boolean): Promise<Segment[]> {
    const { parameter: name, operation } = part;
    const value = this.#value(name);
    const one = (text: string): Segment[] => [{ text, quoted, pattern: false }];
    if (part.prefix === '#') return one(String((value ?? '').length));
    if (part.prefix === '!') throw new ShellError(`${part.text}: bad substitution`, 2);
    if (!operation) return this.#parameter(name, quoted);
    if (operation.type === 'Default') return one(await this.#default(name, value, operation));
    if (operation.type === 'Remove') {
      const pattern = await this.pattern(operation.operand);
      return one(removed(value ?? '', pattern, operation.operator));
    }
    throw new ShellError(`${part.text}: bad substitution`, 2);
  }

  async #default(
    name: string,
    value: string | undefined,
    { operator, operand }: Extract<ParameterExpansionPart['operation'], { type: 'Default' }>,
  ): Promise<string> {
    const isSet = value !== undefined && !(operator.startsWith(':') && value === '');
    switch (operator.at(-1)) {
      case '+':
        return isSet ? this.text(operand) : '';
      case '?':
        if (isSet) return value;
        throw new ExpansionError(`${name}: ${(await this.text(operand)) || 'parameter not set'}`);
      case '=':
        if (!isSet) this.#state.set(name, await this.text(operand));
        return this.#value(name) ?? '';
      default:
        return isSet ? value : this.text(operand);
    }
  }
}

/** `${name#pattern}` and its kin: the shortest or longest match goes, from the front or the end. */
function removed(value: string, pattern: string, operator: '#' | '##' | '%' | '%%'): string {
  const lengths = Array.from({ length: value.length + 1 }, (_, length) => length);
  if (operator.length === 2) lengths.reverse();
  const matches = (text: string) => new RegExp(`^${pattern}$`).test(text);
  const front = operator.startsWith('#');
  for (const length of lengths) {
    const part = front ? value.slice(0, length) : value.slice(value.length - length);
    if (matches(part)) return front ? value.slice(length) : value.slice(0, value.length - length);
  }
  return value;
}
