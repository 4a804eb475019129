/** Where calls stand: V8's call sites, with places as in the files that were read and not as in what was compiled. */

import { library, libraryFileAt } from './library.ts';
import type { Shift } from './modules/transform.ts';
import { nameOf } from './syntax.ts';

type Prepare = (error: Error, sites: NodeJS.CallSite[]) => unknown;

/** V8 asks JavaScript how to print a trace; foreign-stacks.ts does it elsewhere. */
export const errorsOfV8 = Error as unknown as { prepareStackTrace?: Prepare | undefined; stackTraceLimit: number };

interface Compiled {
  /** Characters that stand before its text on the first line: the wrapper's head. */
  head: number;
  shifts: Shift[];
}

/** A place in a file, line and column from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

const compiled = new Map<string, Compiled>();

/** Remembers how a file's text differs from what was compiled, so that places are told as in the file. */
export function noteCompiled(file: string, head: number, shifts: Shift[] = []): void {
  compiled.set(file, { head, shifts });
}

/** The column in a file (from 1) of a place in what was compiled. */
export function columnIn(file: string, line: number, column: number): number {
  const { head, shifts } = compiled.get(file) ?? { head: 0, shifts: [] };
  const own = line === 1 ? column - head : column;
  const moved = shifts.filter((shift) => shift.line === line && shift.column <= own);
  const called = moved.at(-1);
  // The call of what a call answers stands at its parenthesis, the call of a name at the name.
  const name = called?.column === own ? (called.name ?? 0) : 0;
  return moved.reduce((rest, { by }) => rest - by, own) - name;
}

/** Whether a call stands in this container's own script, Node's library included. */
export function isOurs(site: NodeJS.CallSite): boolean {
  const source = site.getScriptNameOrSourceURL() ?? '';
  return source.startsWith('blob:') || source.startsWith('node:');
}

/** The file of Node's library that a call stands in, if it does: `net`. */
export function libraryFileOf(site: NodeJS.CallSite): string | undefined {
  const source = site.getScriptNameOrSourceURL() ?? '';
  if (source.startsWith('node:lab:')) return undefined; // Of this container's own.
  if (source.startsWith('node:')) return source.slice('node:'.length);
  return source.startsWith('blob:') ? libraryFileAt(site.getLineNumber() ?? 0) : undefined;
}

export function placeOf(site: NodeJS.CallSite): Place {
  const file = nameOf(site.getScriptNameOrSourceURL() ?? '');
  const line = site.getLineNumber() ?? 0;
  return { file, line, column: columnIn(file, line, site.getColumnNumber() ?? 0) };
}

/** The calls that an error, or what `Error.captureStackTrace` has filled in, was made in; its stack must be unread. */
export function callSitesOf(holder: { stack?: unknown }): NodeJS.CallSite[] {
  const { prepareStackTrace } = errorsOfV8;
  errorsOfV8.prepareStackTrace = (_error, sites) => sites;
  try {
    return Array.isArray(holder.stack) ? (holder.stack as NodeJS.CallSite[]) : [];
  } finally {
    errorsOfV8.prepareStackTrace = prepareStackTrace;
  }
}

/** The calls that are open now, the innermost first. */
export function currentCallSites(count: number): NodeJS.CallSite[] {
  const { stackTraceLimit } = errorsOfV8;
  errorsOfV8.stackTraceLimit = count + 1;
  // Captured, for not every browser's own errors have calls, and read under this limit: foreign-stacks.ts takes it then.
  const holder = {};
  Error.captureStackTrace(holder);
  const sites = callSitesOf(holder);
  errorsOfV8.stackTraceLimit = stackTraceLimit;
  return sites.slice(1);
}

/** A line of a file, or undefined when there is no such file: code of `eval` and its like has none. */
export function sourceLineOf({ file, line }: Place): string | undefined {
  const { readFileSync } = library.require('fs') as { readFileSync(path: string | URL, encoding: 'utf8'): string };
  try {
    return readFileSync(file.startsWith('file:') ? new URL(file) : file, 'utf8').split('\n')[line - 1];
  } catch {
    return undefined;
  }
}
