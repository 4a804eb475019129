/** What needs a JavaScript parser, fetched and evaluated on first use: most processes never do. */

import { evaluateLibraryText } from './library.ts';

type Syntax = typeof import('./modules/index.ts');

export const syntax = (): Syntax => evaluateLibraryText('lab:syntax') as Syntax;

/** Evaluates an expression in sloppy mode in the global scope; `name` is what stack traces show. Lines stay as they are. */
export function evaluate(code: string, name: string): unknown {
  return (0, eval)(withName(code, name));
}

/** A text with the line that says to the engine what it is called. */
export function withName(code: string, name: string): string {
  // A name with a space would not be taken for one.
  const told = name.replace(/[\s'"]/g, encodeURIComponent);
  if (told !== name) names.set(told, name);
  return `${code}\n//# sourceURL=${told}`;
}

/** Names of texts as the engine was told them, where that differs. */
const names = new Map<string, string>();

/** The name of a text from what the engine calls it. */
export const nameOf = (told: string): string => names.get(told) ?? told;
