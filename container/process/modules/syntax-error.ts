/**
 * Where a syntax error is, and what Node would say about it. The place comes from acorn, since an engine does not tell
 * it to JavaScript; the words come from the engine wherever it can be asked.
 */
import { parse, Parser, tokenizer, tokTypes, type Options } from 'acorn';
import { positionAt, type SourcePosition } from './source-position.ts';

export type SourceKind = 'module' | 'commonjs' | 'script';

export interface ExplainedSyntaxError extends SourcePosition {
  message: string;
  /** Length of the offending token, for the carets. */
  width: number;
}

const MODULE_OPTIONS: Options = { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true };
const SCRIPT_OPTIONS: Options = { ecmaVersion: 'latest', sourceType: 'script', allowHashBang: true };
const OPTIONS: Record<SourceKind, Options> = {
  module: MODULE_OPTIONS,
  commonjs: { ...SCRIPT_OPTIONS, allowReturnOutsideFunction: true },
  script: SCRIPT_OPTIONS,
};

/** Finds the syntax error in a text; null when acorn sees none. */
export function locateSyntaxError(source: string, kind: SourceKind): ExplainedSyntaxError | null {
  try {
    parse(source, OPTIONS[kind]);
    return null;
  } catch (error) {
    return explainSyntaxError(error, source, kind);
  }
}

/** Turns what acorn threw for a text into Node's words; null for any other error. */
export function explainSyntaxError(error: unknown, source: string, kind: SourceKind): ExplainedSyntaxError | null {
  if (!isAcornError(error)) return null;
  let message = askEngine(source, kind);
  // A wrapper hides the end of the text from the engine, and it does not know which statements were blanked.
  if (!message || isAtEnd(source, error.pos, message) || (kind === 'module' && /'?(?:im|ex)port'?\b/.test(message))) {
    message = translate(error, source);
  }
  const at = startOf(message, source, error.pos);
  return { message, ...positionAt(source, at), width: firstToken(source.slice(at)).length || 1 };
}

/** Where V8 sees the error that acorn saw at `at`: of a constant without a value, acorn names the end. */
function startOf(message: string, source: string, at: number): number {
  const name = message.startsWith('Missing initializer in const') && /[\w$]+\s*$/.exec(source.slice(0, at));
  return name ? name.index : at;
}

/**
 * Whether a text is meant as an ES module, as Node decides: it does not compile as CommonJS because of an import or
 * export statement, `import.meta`, or something that only fails inside CommonJS's wrapper, which a script has not.
 */
export function containsModuleSyntax(source: string, kind: 'commonjs' | 'script' = 'commonjs'): boolean {
  if (askEngine(source, kind) === undefined) return false;
  try {
    parse(source, OPTIONS[kind]);
  } catch (error) {
    if (!isAcornError(error)) throw error;
    if (/'import' and 'export' may|import\.meta/.test(error.message)) return true;
  }
  return locateSyntaxError(source, 'module') === null;
}

function isAtEnd(source: string, offset: number, engineMessage: string): boolean {
  return firstToken(source.slice(offset)) === '' && !engineMessage.startsWith('missing )');
}

type AcornError = SyntaxError & { pos: number };

function isAcornError(error: unknown): error is AcornError {
  return error instanceof SyntaxError && typeof (error as Partial<AcornError>).pos === 'number';
}

const AsyncFunction = (async () => undefined).constructor as FunctionConstructor;

/** The engine's message for a text, or undefined when it finds nothing wrong. */
function askEngine(source: string, kind: SourceKind): string | undefined {
  const text = (kind === 'module' ? withoutModuleStatements(source) : source).replace(/^#!/, '//');
  try {
    if (kind === 'module') new AsyncFunction(`"use strict";${text}\n`);
    else if (kind === 'commonjs') new Function('exports', 'require', 'module', '__filename', '__dirname', `${text}\n`);
    else new Function(`${text}\n`);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Notes the import and export statements that it gets through before it fails. */
class ModuleStatementParser extends Parser {
  static statements: { start: number; end: number }[] = [];

  finishNode<T extends { start: number; end: number; declaration?: { start: number } | null }>(
    node: T,
    type: string,
  ): T {
    const finish = (Parser.prototype as unknown as { finishNode(node: T, type: string): T }).finishNode;
    const finished = finish.call(this, node, type);
    if (/^(?:Import|Export.*)Declaration$/.test(type)) {
      const { start, end, declaration } = finished;
      ModuleStatementParser.statements.push({ start, end: declaration ? declaration.start : end });
    }
    return finished;
  }
}

/** A module's text as an engine can compile it in a function, up to the first error. */
function withoutModuleStatements(source: string): string {
  const statements: { start: number; end: number }[] = (ModuleStatementParser.statements = []);
  try {
    ModuleStatementParser.parse(source, MODULE_OPTIONS);
  } catch {
    // Expected: the text is broken. What was seen before the error is what counts.
  }
  let text = source;
  for (const { start, end } of statements) {
    const statement = source.slice(start, end);
    const isValue = /^export\s+default\s/.test(statement) && !/^(?:async\s+)?function|^class/.test(source.slice(end));
    text = text.slice(0, start) + (isValue ? '0,' : ';').padEnd(end - start) + text.slice(end);
  }
  return text.replace(/^([^\S\n]*)export\s+(?:default\s+)?(?=(?:async|function|class|const|let|var)\b)/gm, '$1');
}

function firstToken(text: string): string {
  try {
    const { start, end } = tokenizer(text, MODULE_OPTIONS).getToken();
    return start === 0 ? text.slice(0, end) : '';
  } catch {
    // Not a token at all, which is the error; a string without an end runs to the end of its line.
    return /^["'].*|^[^]?/.exec(text)?.[0] ?? '';
  }
}

/** V8's words for acorn's, where the engine saw nothing wrong or speaks in its own way. */
function translate(error: AcornError, source: string): string {
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  if (message === 'Unexpected token') return unexpectedToken(source, error.pos);
  const undefinedExport = /^Export '(.*)' is not defined$/.exec(message);
  if (undefinedExport) return `${message} in module`;
  const duplicate = /^Duplicate export '(.*)'$/.exec(message);
  if (duplicate) return `Duplicate export of '${duplicate[1]}'`;
  const exact: Record<string, string> = {
    'Unterminated template': 'Unterminated template literal',
    'Unterminated string constant': 'Invalid or unexpected token',
    'Unterminated regular expression': 'Invalid regular expression: missing /',
    'Assigning to rvalue': 'Invalid left-hand side in assignment',
    "'return' outside of function": 'Illegal return statement',
  };
  return exact[message] ?? message;
}

function unexpectedToken(source: string, offset: number): string {
  const text = firstToken(source.slice(offset));
  if (text === '') return 'Unexpected end of input';
  let type;
  try {
    type = tokenizer(text, MODULE_OPTIONS).getToken().type;
  } catch {
    return 'Invalid or unexpected token';
  }
  if (type === tokTypes.name) return `Unexpected identifier '${text}'`;
  if (type === tokTypes.num) return 'Unexpected number';
  if (type === tokTypes.string) return 'Unexpected string';
  if (type === tokTypes.backQuote) return 'Unexpected template string';
  return `Unexpected token '${text}'`;
}
