import { ProblemError } from './events.ts';
import { splitWords } from './words.ts';

/** One line of a Procfile: a process type and how it is started. */
export interface ProcessType {
  type: string;
  command: string;
  /** 1-based line in the Procfile. */
  line: number;
}

/** An app's process types by name, in the file's order. */
export type Procfile = Map<string, ProcessType>;

const EXAMPLE = 'Write one process type a line, like this: "web: node web.js".';

/**
 * Parses a Procfile. Empty lines and lines that start with # are left out.
 * @throws ProblemError `bad-procfile` that names the line, what is wrong with it and what a right one looks like
 */
export function parseProcfile(text: string): Procfile {
  const types: Procfile = new Map();
  text.split(/\r?\n/).forEach((raw, index) => {
    const line = index + 1;
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) return;
    const entry = parseLine(content, line);
    const earlier = types.get(entry.type);
    if (earlier) throw badLine(line, `The process type "${entry.type}" is already on line ${earlier.line}.`);
    types.set(entry.type, entry);
  });
  if (types.size === 0) throw badLine(null, 'It names no process type.');
  return types;
}

function parseLine(content: string, line: number): ProcessType {
  const colon = content.indexOf(':');
  if (colon < 0) throw badLine(line, `"${content}" has no colon between a process type and its command.`);
  const type = content.slice(0, colon).trim();
  const command = content.slice(colon + 1).trim();
  if (!/^[a-z][a-z0-9_-]*$/.test(type)) {
    throw badLine(line, `"${type}" is not a process type: use lower-case letters, digits and hyphens.`);
  }
  if (command === '') throw badLine(line, `The process type "${type}" has no command.`);
  try {
    splitWords(command, {});
  } catch (error) {
    throw badLine(line, `In the command "${command}" ${(error as Error).message}.`);
  }
  return { type, command, line };
}

function badLine(line: number | null, cause: string): ProblemError {
  return new ProblemError({
    code: 'bad-procfile',
    title: line === null ? 'The Procfile is empty' : `The Procfile's line ${line} cannot be read`,
    cause,
    mend: EXAMPLE,
    where: { file: 'Procfile', line, column: line === null ? null : 1 },
  });
}
