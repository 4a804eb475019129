/** POSIX's regular expressions, as grep, sed and find have them, in JavaScript's words. */

import { Failure } from './common.ts';

const CLASSES: Record<string, string> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  print: ' -~',
  graph: '!-~',
  cntrl: '\\0-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
};

/** What a backslash and a letter mean in GNU's programs and not in JavaScript: edges of words and of the text. */
const EDGES: Record<string, string> = { '<': '\\b(?=\\w)', '>': '\\b(?<=\\w)', '`': '(?<![^])', "'": '(?![^])' };

/**
 * A POSIX expression in JavaScript's words. In basic ones `+ ? | ( ) { }` are themselves, and with a backslash mean what
 * they mean in extended ones. Of alternatives the first that matches is taken, as in JavaScript, and not the longest.
 * @param escapes whether `\n` and `\t` mean a character between brackets too, as in sed
 */
export function expression(pattern: string, kind: 'basic' | 'extended' | 'fixed', escapes = false): string {
  if (kind === 'fixed') return pattern.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return pattern
    .replace(
      /\\([^])|(\[\^?\]?(?:\[:\w+:\]|[^\]])*\])|([+?|(){}])|(?<=^\^?|(?:\\\(|\\\|)\^?)(\*)|(?<!^|\\\(|\\\||\n)(\^)|(\$)(?!$|\\\)|\\\||\n)/g,
      (_all, ...groups: (string | undefined)[]) => {
        const [escaped, set, special, star, caret] = groups;
        if (escaped !== undefined) {
          if (kind === 'basic' && '+?|(){}'.includes(escaped)) return escaped;
          return EDGES[escaped] ?? `\\${escaped}`;
        }
        if (set !== undefined) return bracket(set, escapes);
        if (special !== undefined) return kind === 'basic' ? `\\${special}` : special;
        if (star !== undefined) return '\\*'; // Nothing comes before it.
        // In the middle of a basic expression these are characters like others.
        const anchor = caret ?? '$';
        return kind === 'basic' ? `\\${anchor}` : anchor;
      },
    )
    .replace(/(?<!\\)\{,(?=\d+\})/g, '{0,');
}

/** `[]a-c[:digit:]\]`: a backslash is nothing special between brackets. */
function bracket(set: string, escapes: boolean): string {
  const [, negated = '', inner = ''] = /^\[(\^?)([^]*)\]$/.exec(set) ?? [];
  const text = inner
    .replace(escapes ? /\\(?![ntrfv])/g : /\\/g, '\\\\')
    .replace(/\[:(\w+):\]/g, (_all, name: string) => CLASSES[name] ?? '')
    .replace(/^\]/, '\\]')
    .replace(/(?<!\\)\[/g, '\\[');
  return `[${negated}${text}]`;
}

/** @param code the exit code for an expression that makes no sense */
export function compile(source: string, flags: string, code = 1): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw new Failure(`the pattern is not understood: ${(error as Error).message}`, code);
  }
}
