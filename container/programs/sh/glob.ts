import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';

/** A piece of a word after expansion; an active one may hold `*`, `?` and `[…]` that stand for file names. */
export interface Piece {
  text: string;
  active: boolean;
}

const SPECIAL = /[*?[]/;

export const isPattern = (pieces: Piece[]): boolean => pieces.some(({ text, active }) => active && SPECIAL.test(text));

const escape = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');

/** A pattern as a regular expression's source. `*` does not cross what `any` leaves out. */
export function patternSource(pieces: Piece[], any = '[^/]'): string {
  const characters = pieces.flatMap(({ text, active }) => Array.from(text, (text) => ({ text, active })));
  let source = '';
  while (characters.length > 0) {
    const { text, active } = characters.shift()!;
    if (active && text === '*') source += `${any}*`;
    else if (active && text === '?') source += any;
    else if (active && text === '[') source += bracket(characters) ?? escape(text);
    else source += escape(text);
  }
  return source;
}

/** Takes what follows a `[` up to its `]`, as a regular expression's class; null when there is no such list. */
function bracket(characters: Piece[]): string | null {
  const not = characters[0]?.active && '!^'.includes(characters[0].text) ? 1 : 0;
  const end = characters.findIndex(({ text, active }, at) => active && text === ']' && at > not);
  if (end < 0) return null;
  const set = characters.splice(0, end + 1).slice(not, -1);
  const listed = set.map(({ text, active }) => (active && text === '-' ? text : escape(text)));
  return `[${not ? '^' : ''}${listed.join('')}]`;
}

/** The paths that a pattern stands for, sorted; none when there are none. */
export function expandPattern(pieces: Piece[], cwd: string): string[] {
  const parts: Piece[][] = [[]];
  for (const { text, active } of pieces) {
    text.split('/').forEach((part, at) => {
      if (at > 0) parts.push([]);
      if (part !== '') parts.at(-1)!.push({ text: part, active });
    });
  }
  const absolute = parts[0]!.length === 0;
  let found = [absolute ? '/' : ''];
  for (const part of absolute ? parts.slice(1) : parts) found = found.flatMap((base) => step(base, part, cwd));
  return found.sort();
}

function step(base: string, part: Piece[], cwd: string): string[] {
  const join = (name: string) => (base === '' || base.endsWith('/') ? base + name : `${base}/${name}`);
  const literal = part.map(({ text }) => text).join('');
  if (!isPattern(part)) return [join(literal)];
  const expression = new RegExp(`^${patternSource(part)}$`);
  try {
    return readdirSync(resolve(cwd, base || '.'))
      .filter((name) => expression.test(name) && (!name.startsWith('.') || literal.startsWith('.')))
      .map(join);
  } catch {
    return []; // No directory of that name: nothing matches.
  }
}
