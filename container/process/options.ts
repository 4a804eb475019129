/** Node's own options on a command line: which of them mean something in this container, and what they take. */

import { setOption } from '../bindings/system.ts';
import { nodeData } from './library.ts';

/** Options that Node's library heeds by itself. Whatever is not here is refused rather than ignored. */
const HEEDED = new Set([
  '--check',
  '--conditions',
  '--deprecation',
  '--disable-warning',
  '--dns-result-order',
  '--enable-source-maps',
  '--entry-url',
  '--eval',
  '--experimental-import-meta-resolve',
  '--experimental-loader',
  '--experimental-print-required-tla',
  '--experimental-require-module',
  '--experimental-strip-types',
  '--experimental-test-coverage',
  '--experimental-test-isolation',
  '--experimental-test-module-mocks',
  '--experimental-transform-types',
  '--expose-internals',
  '--import',
  '--input-type',
  '--insecure-http-parser',
  '--max-http-header-size',
  '--network-family-autoselection',
  '--network-family-autoselection-attempt-timeout',
  '--pending-deprecation',
  '--preserve-symlinks',
  '--preserve-symlinks-main',
  '--print',
  '--redirect-warnings',
  '--require',
  '--stack-trace-limit',
  '--test',
  '--test-concurrency',
  '--test-coverage-branches',
  '--test-coverage-exclude',
  '--test-coverage-functions',
  '--test-coverage-include',
  '--test-coverage-lines',
  '--test-force-exit',
  '--test-name-pattern',
  '--test-only',
  '--test-reporter',
  '--test-reporter-destination',
  '--test-shard',
  '--test-skip-pattern',
  '--test-timeout',
  '--test-update-snapshots',
  '--throw-deprecation',
  '--trace-deprecation',
  '--trace-require-module',
  '--trace-uncaught',
  '--trace-warnings',
  '--unhandled-rejections',
  '--warnings',
  '--watch',
  '--watch-kill-signal',
  '--watch-path',
  '--watch-preserve-output',
]);

const SHORT: Record<string, string> = {
  '-C': '--conditions',
  '-c': '--check',
  '-e': '--eval',
  '-p': '--print',
  '-pe': '--print',
  '-r': '--require',
  '--loader': '--experimental-loader',
};

/** Options that another one brings along (src/node_options.cc). */
const IMPLIED: Record<string, string[]> = {
  '--watch-path': ['--watch'],
  '--experimental-transform-types': ['--experimental-strip-types', '--enable-source-maps'],
};

/** What an option may be set to, where only some words have a meaning. */
const CHOICES: Record<string, string[]> = {
  '--experimental-test-isolation': ['process', 'none'],
  '--unhandled-rejections': ['none', 'strict', 'throw', 'warn', 'warn-with-error-codes'],
};

/** Variables that stand for an option when they are 1, and those that carry its value (src/node.cc). */
const SWITCHES: Record<string, string> = {
  NODE_NO_WARNINGS: '--no-warnings',
  NODE_PENDING_DEPRECATION: '--pending-deprecation',
  NODE_PRESERVE_SYMLINKS: '--preserve-symlinks',
  NODE_PRESERVE_SYMLINKS_MAIN: '--preserve-symlinks-main',
};
const VALUES: Record<string, string> = { NODE_REDIRECT_WARNINGS: '--redirect-warnings' };

/** The options that the environment asks for; those of the command line come after them. */
export function optionsOfEnvironment(env: Record<string, string>): string[] {
  return [
    ...Object.entries(SWITCHES).flatMap(([name, option]) => (env[name] === '1' ? [option] : [])),
    ...Object.entries(VALUES).flatMap(([name, option]) => (env[name] ? [`${option}=${env[name]}`] : [])),
    ...wordsOf(env['NODE_OPTIONS'] ?? ''),
  ];
}

/** NODE_OPTIONS word by word: spaces in double quotes belong to a word, and there a backslash spares what follows. */
function wordsOf(text: string): string[] {
  const words = text.match(/(?:"(?:\\[^]|[^"\\])*"?|[^\s"])+/g) ?? [];
  return words.map((word) =>
    word.replace(/"((?:\\[^]|[^"\\])*)"?/g, (_, quoted: string) => quoted.replace(/\\([^])/g, '$1')),
  );
}

/** What the command line says, beside the options that were set. */
export interface CommandLine {
  /** Node's own options, as typed. */
  execArgv: string[];
  /** The script and its arguments. */
  rest: string[];
  evaluate: string | null;
  /** Only the version is asked for. */
  version: boolean;
  /** Names of the options that are on. */
  given: Set<string>;
}

/**
 * What becomes of the rest: it is run, only parsed, run again whenever one of its files changes, or it is the names of
 * files with tests, or patterns of them, each to run in a process of its own.
 */
export type Mode = 'run' | 'check' | 'watch' | 'test';

/**
 * Reads Node's options up to the script, and sets them.
 * @throws Error with Node's words when one is unknown here, or lacks its value
 */
export function parseCommandLine(words: string[]): CommandLine {
  const lists: Record<string, string[]> = {};
  const line: CommandLine = { execArgv: [], rest: [], evaluate: null, version: false, given: new Set() };
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at] as string;
    if (word === '--' || word === '-' || !word.startsWith('-')) break;
    const { typed, inline, name, on, option } = readOption(word);
    if (typed === '-v' || typed === '--version') {
      line.version = true;
      return line;
    }
    const evaluates = on && option === '--print';
    if (!HEEDED.has(option)) throw new Error(`bad option: ${word}`);
    const isSwitch = kindOf(option) === 'boolean';
    if (isSwitch && inline !== undefined) throw new Error(`${name} does not take an argument`);
    for (const each of on ? [option, ...(IMPLIED[option] ?? [])] : [option]) {
      if (on) line.given.add(each);
      else line.given.delete(each);
      if (each === option && !isSwitch) continue;
      setOption(each, on);
      setOption(`--no-${each.slice(2)}`, !on);
    }
    if (!isSwitch || evaluates) {
      const value = inline ?? words[++at];
      if (value === undefined) throw new Error(`${typed} requires an argument`);
      if (evaluates || option === '--eval') {
        line.given.add('--eval');
        setOption('--eval', (line.evaluate = value));
      } else setValue(option, value, lists);
    }
  }
  line.execArgv = words.slice(0, at);
  if (words[at] === '--') at++;
  line.rest = words.slice(at);
  return line;
}

/**
 * What becomes of the `rest` of the command line.
 * @throws Error with Node's words when options do not go together (src/node_options.cc)
 */
export function modeOf(given: Set<string>, rest: string[]): Mode {
  const conflicts = [
    ['--check', '--eval'],
    ['--test', '--check'],
    ['--test', '--eval'],
    ['--watch', '--check'],
    ['--watch', '--eval'],
    ['--watch', '--test-force-exit'],
  ] as const;
  for (const [one, other] of conflicts) {
    if (given.has(one) && given.has(other)) throw new Error(`either ${one} or ${other} can be used, not both`);
  }
  if (given.has('--test')) {
    if (given.has('--watch-path')) throw new Error('--watch-path cannot be used in combination with --test');
    return 'test';
  }
  if (given.has('--watch') && !rest[0]) throw new Error('--watch requires specifying a file');
  return given.has('--watch') ? 'watch' : given.has('--check') ? 'check' : 'run';
}

/** Those of some options that no thread can be started with: unknown ones, and one that lacks its value. */
export function unknownOptions(words: string[]): string[] {
  const refused: string[] = [];
  for (let at = 0; at < words.length && words[at]?.startsWith('-'); at++) {
    const { typed, inline, option } = readOption(words[at]!);
    if (!HEEDED.has(option)) refused.push(words[at]!);
    else if (kindOf(option) !== 'boolean' && inline === undefined && words[++at] === undefined) {
      refused.push(`${typed} requires an argument`);
    }
  }
  return refused;
}

function kindOf(option: string): 'boolean' | 'list' | 'number' | 'text' {
  const byDefault = nodeData.options[option];
  if (typeof byDefault === 'boolean') return 'boolean';
  if (Array.isArray(byDefault)) return 'list';
  return typeof byDefault === 'number' ? 'number' : 'text';
}

function setValue(option: string, value: string, lists: Record<string, string[]>): void {
  if (option === '--stack-trace-limit') {
    Error.stackTraceLimit = Number(value); // An option of V8's.
    return;
  }
  if (CHOICES[option]?.includes(value) === false) throw new Error(`invalid value for ${option}`);
  if (kindOf(option) === 'list') setOption(option, (lists[option] = [...(lists[option] ?? []), value]));
  else setOption(option, kindOf(option) === 'number' ? Number(value) : value);
}

/** A word of the command line: what was typed, with the value behind it, and which option that turns on or off. */
interface TypedOption {
  typed: string;
  inline: string | undefined;
  name: string;
  on: boolean;
  option: string;
}

function readOption(word: string): TypedOption {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  const typed = at < 0 ? word : word.slice(0, at);
  const name = SHORT[typed] ?? typed;
  const on = !name.startsWith('--no-');
  return {
    typed,
    inline: at < 0 ? undefined : word.slice(at + 1),
    name,
    on,
    option: on ? name : `--${name.slice('--no-'.length)}`,
  };
}
