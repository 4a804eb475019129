/** Places in source text, and how Node shows them above an error. */

export interface SourcePosition {
  /** From 1. */
  line: number;
  /** In UTF-16 code units, from 1. */
  column: number;
}

export function positionAt(source: string, offset: number): SourcePosition {
  let line = 1;
  let lineStart = 0;
  const lineEnd = /\r\n|[\n\r\u2028\u2029]/g;
  for (let match = lineEnd.exec(source); match && lineEnd.lastIndex <= offset; match = lineEnd.exec(source)) {
    line++;
    lineStart = lineEnd.lastIndex;
  }
  return { line, column: offset - lineStart + 1 };
}

/**
 * The lines that Node prints above a syntax error: place, source line, caret.
 * @param width number of carets
 */
export function sourceFrame(name: string, source: string, { line, column }: SourcePosition, width = 1): string {
  const text = source.split(/\r\n|[\n\r\u2028\u2029]/)[line - 1] ?? '';
  const indent = text
    .slice(0, column - 1)
    .replace(/[^\t]/g, ' ')
    .padEnd(column - 1);
  return `${name}:${line}\n${text}\n${indent}${'^'.repeat(width)}\n`;
}
