/** Programs that run another program: env, xargs. */

import { spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { Failure, codeOf, complain, contents, flush, write } from './common.ts';

const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;
const SIGNALLED = 128;

/** Runs a program on our own streams, to its end. @returns its exit code, as a shell has it */
export function run(words: string[], env: NodeJS.ProcessEnv, stdin: 'inherit' | 'ignore' = 'inherit'): number {
  flush();
  const [program = '', ...args] = words;
  const { status, signal, error } = spawnSync(program, args, { env, stdio: [stdin, 'inherit', 'inherit'] });
  if (error) {
    const denied = codeOf(error) === 'EACCES';
    if (!denied && codeOf(error) !== 'ENOENT') throw error;
    complain(
      `'${program}': ${denied ? 'Permission denied' : 'No such file or directory'}`.replace(/^'(\S+)':/, ownStyle),
    );
    return denied ? NOT_EXECUTABLE : NOT_FOUND;
  }
  return signal ? SIGNALLED + constants.signals[signal] : (status ?? 1);
}

/** xargs names a program without quotes, env with them. */
const ownStyle = (quoted: string, name: string): string => (process.argv[1] === 'xargs' ? `${name}:` : quoted);

/** `env [-i] [-u NAME] [NAME=VALUE…] [PROGRAM [WORD…]]` */
export function env(words: string[]): number {
  const rest = [...words];
  let variables: NodeJS.ProcessEnv = { ...process.env };
  for (let word = rest[0]; word?.startsWith('-'); word = rest[0]) {
    rest.shift();
    if (word === '-i' || word === '-' || word === '--ignore-environment') variables = {};
    else if (word === '-u' || word === '--unset') delete variables[rest.shift() ?? ''];
    else if (word === '--') break;
    else throw new Failure(`${word}: not known here; env knows -i and -u NAME`, 125);
  }
  for (let word = rest[0]; word?.includes('='); word = rest[0]) {
    const at = word.indexOf('=');
    variables[word.slice(0, at)] = word.slice(at + 1);
    rest.shift();
  }
  if (rest.length > 0) return run(rest, variables);
  for (const [name, value] of Object.entries(variables)) write(`${name}=${value}\n`);
  return 0;
}

/** `xargs [-0] [-r] [-n COUNT] [-I TEXT] [PROGRAM [WORD…]]`: words of the standard input, as arguments. */
export function xargs(words: string[]): number {
  const rest = [...words];
  let perRun = Infinity;
  let replaced: string | null = null;
  let nul = false;
  let noneIsNothing = false;
  for (let word = rest[0]; word?.startsWith('-'); word = rest[0]) {
    rest.shift();
    const [, letter = '', attached = ''] = /^-(.)(.*)$/.exec(word) ?? [];
    const value = () => attached || (rest.shift() ?? '');
    if (word === '-0') nul = true;
    else if (word === '-r') noneIsNothing = true;
    else if (letter === 'n') perRun = Number(value());
    else if (letter === 'I') replaced = value();
    else throw new Failure(`${word}: not known here; xargs knows -0, -r, -n COUNT and -I TEXT`);
  }
  if (!(perRun >= 1)) throw new Failure('-n wants a number from 1 on');
  const command = rest.length > 0 ? rest : ['echo'];
  const text = contents('-').toString();
  const items = nul ? text.split('\0').filter(Boolean) : replaced === null ? wordsOf(text) : linesIn(text);
  const runs: string[][] = [];
  if (replaced !== null) for (const item of items) runs.push(command.map((word) => word.replaceAll(replaced, item)));
  else {
    for (let at = 0; at < items.length; at += perRun) runs.push([...command, ...items.slice(at, at + perRun)]);
    if (items.length === 0 && !noneIsNothing) runs.push(command);
  }
  let status = 0;
  for (const each of runs) {
    const code = run(each, process.env, 'ignore');
    if (code === NOT_FOUND || code === NOT_EXECUTABLE) return code;
    if (code === 255) throw new Failure(`${command[0]}: exited with status 255; aborting`, 124);
    if (code !== 0) status = 123;
  }
  return status;
}

/** Words between white space; quotes and backslashes keep it. */
export function wordsOf(text: string): string[] {
  const words = text.match(/(?:'[^'\n]*'|"[^"\n]*"|\\[^]|[^\s'"\\])+/g) ?? [];
  return words.map((word) =>
    word.replace(
      /'([^']*)'|"([^"]*)"|\\([^])/g,
      (_all, single?: string, double?: string, escaped?: string) => single ?? double ?? escaped ?? '',
    ),
  );
}

const linesIn = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trimStart())
    .filter((line) => line !== '');
