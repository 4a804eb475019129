/** What Node prints before a process dies of an error (src/node_errors.cc). */

import { sourceLineOf } from './call-sites.ts';
import { library, nodeData, privateSymbols } from './library.ts';
import type { Uncaught } from './loop.ts';
import { printToStderr } from './print.ts';
import { exitProcess } from '../bindings/process_methods.ts';

interface Enhancers {
  fatalExceptionStackEnhancers: { beforeInspector(error: Error): unknown; afterInspector(error: Error): string };
}

/** Prints an error that nobody caught and ends the process with an exit code. */
export function dieOf(error: unknown, { code, fromPromise }: Uncaught): never {
  printToStderr(`${describe(error, fromPromise)}\n\nNode.js ${nodeData.version}\n`);
  exitProcess(code);
}

function describe(error: unknown, fromPromise: boolean): string {
  const { inspect } = library.require('internal/util/inspect') as { inspect(value: unknown): string };
  if (!(error instanceof Error)) return `Uncaught:\n${typeof error === 'string' ? `'${error}'` : inspect(error)}`;
  const { fatalExceptionStackEnhancers } = library.require('internal/errors') as Enhancers;
  fatalExceptionStackEnhancers.beforeInspector(error); // Adds where an unheard 'error' event was emitted.
  const text = fatalExceptionStackEnhancers.afterInspector(error);
  const noted = (name: string) => (error as unknown as Record<symbol, unknown>)[privateSymbols[name] as symbol];
  if (noted('decorated_private_symbol') === true) return text; // The library has put the lines into its stack.
  const arrow = noted('arrow_message_private_symbol');
  const frame = typeof arrow === 'string' ? arrow.trimEnd() : sourceFrame(error, fromPromise);
  return frame === null ? text : `${frame}\n\n${text}`;
}

/**
 * The line that threw, with a caret below it. The stack tells where the error was made; Node knows where it was thrown,
 * which is nearly always the `throw` right before it. What a promise was rejected with, it does not know either.
 */
function sourceFrame(error: Error, fromPromise: boolean): string | null {
  const place = /(?:\(|at )((?:file:\/\/)?\/[^()\n]*?):(\d+):(\d+)\)?$/m.exec(String(error.stack));
  if (!place) return null;
  const [, file, line, column] = place as unknown as [string, string, string, string];
  const source = sourceLineOf({ file, line: Number(line), column: Number(column) });
  if (source === undefined) return null;
  const made = source.slice(0, Number(column) - 1);
  const thrown = fromPromise ? made : made.replace(/\bthrow\s[^;{}]*$/, '');
  return `${file}:${line}\n${source}\n${' '.repeat(thrown.length)}^`;
}
