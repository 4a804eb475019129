/** What Node prints before a process dies of an error (src/node_errors.cc). */

import { library, nodeData, privateSymbols } from './library.ts';
import { exitProcess } from '../bindings/process_methods.ts';

interface Enhancers {
  fatalExceptionStackEnhancers: { afterInspector(error: Error): string };
}

const GENERIC_ERROR = 1;

/** Prints an error that nobody caught and ends the process. */
export function dieOf(error: unknown): never {
  printToStderr(`${describe(error)}\n\nNode.js ${nodeData.version}\n`);
  exitProcess(library.process.exitCode ?? GENERIC_ERROR);
}

function describe(error: unknown): string {
  const { inspect } = library.require('internal/util/inspect') as { inspect(value: unknown): string };
  if (!(error instanceof Error)) return `Uncaught:\n${typeof error === 'string' ? `'${error}'` : inspect(error)}`;
  const { fatalExceptionStackEnhancers } = library.require('internal/errors') as Enhancers;
  const text = fatalExceptionStackEnhancers.afterInspector(error);
  const arrow = (error as unknown as Record<symbol, unknown>)[privateSymbols['arrow_message_private_symbol'] as symbol];
  const frame = typeof arrow === 'string' ? arrow.trimEnd() : sourceFrame(error);
  return frame === null ? text : `${frame}\n\n${text}`;
}

/** The line that threw, with a caret below it. */
function sourceFrame(error: Error): string | null {
  const place = /(?:\(|at |@)(?:file:\/\/)?(\/[^()\n]*?):(\d+):(\d+)\)?$/m.exec(String(error.stack));
  if (!place) return null;
  const [, file, line, column] = place as unknown as [string, string, string, string];
  const { readFileSync } = library.require('fs') as { readFileSync(path: string, encoding: 'utf8'): string };
  let source: string | undefined;
  try {
    source = readFileSync(file, 'utf8').split('\n')[Number(line) - 1];
  } catch {
    return null; // Code without a file (eval) has no line to show.
  }
  return source === undefined ? null : `${file}:${line}\n${source}\n${' '.repeat(Number(column) - 1)}^`;
}

function printToStderr(text: string): void {
  const { writeSync } = library.require('fs') as { writeSync(fd: number, text: string): void };
  writeSync(2, `${text}`);
}
