import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { basename, extname, join, relative, sep } from 'node:path';
import type { Exit, Problem } from './protocol.ts';

/** How a process of the app died, with what it wrote to stderr before. */
export interface Death {
  process: string;
  /** The directory that the app ran in: files are told relative to it. */
  app: string;
  /** Where the app's files still are when its machine is gone. */
  source: string;
  /** The Procfile's line with its command. */
  line: number;
  port: number | null;
  exit: Exit;
  stderr: string[];
}

type Where = Problem['where'];

/** Reads the cause of a crash off what Node printed to stderr. */
export function diagnose(death: Death): Problem {
  const error = errorLine(death.stderr);
  const where = locate(death);
  const problem = syntaxError(error, where) ?? missingModule(error, death) ?? portTaken(error, death, where);
  const found = problem ?? crash(error, death, where);
  const cause = found.cause.replaceAll(`${pathToFileURL(death.app).href}/`, '').replaceAll(death.app + sep, '');
  return { ...found, cause, process: death.process };
}

/** The line of stderr that says what went wrong: an error's first line, else the last one; empty when there is none. */
export function lastWords(stderr: string[]): string {
  return errorLine(stderr) || (stderr.findLast((line) => line.trim() !== '') ?? '');
}

/** An error's first line, or nothing. Errors of a database client are called just `error`. */
function errorLine(stderr: string[]): string {
  const is = (line: string) => /^(Uncaught )?(\w*(Error|Exception)|error)( \[\w+\])?: /.test(line.trim());
  return stderr.find(is)?.trim() ?? '';
}

/** The Procfile's command is none that its machine has. */
export function unknownCommand(name: string, program: string, line: number, error: NodeJS.ErrnoException): Problem {
  const unknown = error.code === 'ENOENT';
  return {
    code: 'unknown-command',
    title: unknown ? `There is no command "${program}"` : `The command "${program}" cannot be started`,
    cause: unknown ? `"${program}" is not on the PATH of the machine of ${name}.` : error.message,
    mend: 'Start the Procfile’s command with "node", or with a program that a dependency brings along.',
    where: { file: 'Procfile', line, column: null },
    process: name,
  };
}

/**
 * A web process that does not listen where it should.
 * @param limit how long the platform waited, in milliseconds; null when the process ended of itself before
 * @param elsewhere a port that it listens on instead, where that is known
 */
export function neverListens(name: string, port: number, limit: number | null, elsewhere: number | null): Problem {
  const where = elsewhere === null ? '' : ` It listens on port ${elsewhere} instead.`;
  return {
    code: 'never-listens',
    title: limit === null ? `${name} ended without listening` : `${name} does not listen on its port`,
    cause:
      limit === null
        ? `It exited with code 0 before anything listened on port ${port}.`
        : `Nothing accepted a connection on port ${port} within ${limit / 1000} s.${where}`,
    mend: 'Listen on process.env.PORT, like this: server.listen(process.env.PORT).',
    where: null,
    process: name,
  };
}

type Found = Omit<Problem, 'process'>;

function syntaxError(error: string, where: Where): Found | null {
  if (!error.startsWith('SyntaxError')) return null;
  const missingExport = /does not provide an export named/.test(error);
  return {
    code: 'syntax-error',
    title: where ? `Node cannot read ${place(where)}` : 'Node cannot read a file',
    cause: error,
    mend: missingExport
      ? 'Import a name that the module exports, or its default export.'
      : `Mend ${where?.line ? `line ${where.line} (or the line before it)` : 'the file'}; no process starts until Node can read it.`,
    where,
  };
}

function missingModule(error: string, death: Death): Found | null {
  const match = /Cannot find (?:module|package) '([^']+)'(?: imported from (.+))?/.exec(error);
  if (!match?.[1]) return null;
  const required = death.stderr.find((line) => line.startsWith('- '))?.slice(2);
  const importer = inside(match[2] ?? required ?? '', death.app);
  const path = inside(match[1], death.app);
  if (importer === null && path !== null) {
    return {
      code: 'missing-module',
      title: `There is no file ${path}`,
      cause: error,
      mend: 'Add the file, or name another one in the Procfile.',
      where: { file: 'Procfile', line: death.line, column: null },
    };
  }
  const name = path ?? match[1];
  const isFile = path !== null || name.startsWith('.');
  return {
    code: 'missing-module',
    title: `The module ${name} is missing`,
    cause: error,
    mend: isFile
      ? 'Check the path of the import: it is relative to the importing file and ends with the file’s extension.'
      : `Declare ${name} in package.json's "dependencies" and install it, or do without it.`,
    where:
      importer === null
        ? null
        : { file: importer, line: lineOfImport(join(death.source, importer), name), column: null },
  };
}

/** The first line of a file that has a module's name, or the last part of its path, in quotes. */
function lineOfImport(file: string, module: string): number | null {
  const name = basename(module, extname(module)).replace(/\W/g, '\\$&');
  const quoted = new RegExp(`['"\`]([^'"\`]*/)?${name}(\\.\\w+)?['"\`]`);
  const lines = readFileSync(file, 'utf8').split('\n');
  const index = lines.findIndex((line) => quoted.test(line));
  return index < 0 ? null : index + 1;
}

function portTaken(error: string, death: Death, where: Where): Found | null {
  const match = /EADDRINUSE.*?:(\d+)/.exec(error);
  if (!match) return null;
  const mend =
    Number(match[1]) === death.port
      ? 'Listen once only: the process listens on its port already.'
      : `Listen on process.env.PORT (${death.port ?? 'set for web processes'}): each process gets a free port of its own.`;
  return { code: 'port-taken', title: `Port ${match[1]} is taken already`, cause: error, mend, where };
}

function crash(error: string, { process: name, exit, stderr }: Death, where: Where): Found {
  const how = exit.signal === null ? `exit code ${exit.code}` : exit.signal;
  const told = lastWords(stderr);
  return {
    code: 'crash',
    title: where ? `${name} crashed in ${place(where)}` : `${name} ended with ${how}`,
    cause: told === '' ? `It ended with ${how} and wrote nothing to stderr.` : told,
    mend:
      error === ''
        ? 'Look at its last lines in the log.'
        : 'Mend that line, or catch the error where it can be handled.',
    where,
  };
}

function place(where: { file: string; line: number | null }): string {
  return where.line === null ? where.file : `${where.file}, line ${where.line}`;
}

/** The first place inside the app that stderr names: Node's `file:line` heading, else a line of the stack. */
function locate({ app, stderr }: Death): Where {
  for (const [index, text] of stderr.entries()) {
    const heading = /^(.+?):(\d+)$/.exec(text.trim());
    const frame = /^at (?:.*\(|async )?(.+?):(\d+):(\d+)\)?(?: \{)?$/.exec(text.trim());
    const found = heading ?? frame;
    const file = found?.[1] === undefined ? null : inside(found[1], app);
    if (found === null || file === null || file.startsWith('node_modules/')) continue;
    const caret = heading ? (stderr.slice(index + 1, index + 4).find((line) => /^\s*\^+/.test(line)) ?? '') : '';
    const column = frame ? Number(frame[3]) : caret === '' ? null : caret.indexOf('^') + 1;
    return { file, line: Number(found[2]), column };
  }
  return null;
}

/** A path or file URL relative to the app, with forward slashes; null when it is not inside. */
function inside(place: string, app: string): string | null {
  let path = place;
  if (place.startsWith('file:')) {
    try {
      path = fileURLToPath(place);
    } catch {
      return null;
    }
  }
  return path.startsWith(app + sep) ? relative(app, path).split(sep).join('/') : null;
}
