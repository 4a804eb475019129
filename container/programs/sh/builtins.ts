import { readFileSync, readSync, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { parse } from 'unbash';
import { printed } from '../utilities/printf.ts';
import { sendSignals } from '../utilities/signals.ts';
import { execute } from './exec.ts';
import type { Shell } from './interpreter.ts';
import { Keyboard } from './keyboard.ts';
import { ulimit, umask } from './limits.ts';
import { Leaving, ShellError, type ShellState } from './state.ts';
import { test } from './test.ts';

/** A command that the shell carries out itself. @returns the exit code */
type Builtin = (shell: Shell, args: string[]) => number | Promise<number>;

const NAME = /^[A-Za-z_]\w*$/;

function countOf(args: string[], fallback: number): number {
  const [text] = args;
  if (text === undefined) return fallback;
  const count = Number(text);
  if (!Number.isInteger(count)) throw new ShellError(`${text}: a number is wanted`, 2);
  return count;
}

const leave =
  (kind: Leaving['kind'], fallback: (shell: Shell) => number): Builtin =>
  (shell, args) => {
    throw new Leaving(kind, countOf(args, fallback(shell)));
  };

const cd: Builtin = ({ state }, [target = state.get('HOME') ?? '/']) => {
  const path = resolve(state.cwd, target === '-' ? (state.get('OLDPWD') ?? '') : target);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new ShellError(`cd: ${target}: No such directory`);
  state.set('OLDPWD', state.cwd);
  state.cwd = path;
  state.set('PWD', path);
  return 0;
};

const echo: Builtin = (shell, args) => {
  const newline = args[0] !== '-n';
  shell.write((newline ? args : args.slice(1)).join(' ') + (newline ? '\n' : ''));
  return 0;
};

const printf: Builtin = (shell, [format, ...values]) => {
  if (format === undefined) throw new ShellError('printf: a format is missing', 2);
  try {
    const { bytes, problems } = printed(format, values);
    shell.write(bytes);
    for (const problem of problems) shell.complain(`printf: ${problem}`);
    return problems.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ShellError(`printf: ${error.message}`, 2);
  }
};

const exportNames: Builtin = ({ state }, args) => {
  for (const arg of args) {
    const [, name = '', value] = /^([^=]*)(?:=([^]*))?$/.exec(arg) ?? [];
    if (!NAME.test(name)) throw new ShellError(`export: ${arg}: not a name`);
    if (value !== undefined) state.set(name, value);
    const variable = state.variables.get(name);
    if (variable) variable.exported = true;
    else state.variables.set(name, { value: '', exported: true });
  }
  return 0;
};

type Option = keyof ShellState['options'];
const OPTIONS: Record<string, Option> = { e: 'exitOnError', u: 'refuseUnset', x: 'trace' };
const LONG_OPTIONS: Record<string, Option> = {
  errexit: 'exitOnError',
  nounset: 'refuseUnset',
  xtrace: 'trace',
  pipefail: 'pipeFails',
};

const set: Builtin = ({ state }, args) => {
  const words = [...args];
  for (let word = words[0]; word !== undefined && /^[-+]\w/.test(word); word = words[0]) {
    words.shift();
    for (const letter of word.slice(1)) {
      const option = letter === 'o' ? LONG_OPTIONS[words.shift() ?? ''] : OPTIONS[letter];
      if (!option) throw new ShellError(`set: ${word}: not an option here`, 2);
      state.options[option] = word.startsWith('-');
    }
  }
  if (words[0] === '--') words.shift();
  else if (words.length === 0) return 0;
  state.positional = words;
  return 0;
};

/** read NAME…: a line of the standard input; 1 at its end. */
const read: Builtin = async (shell, args) => {
  const names = args.filter((arg) => !arg.startsWith('-'));
  const line = await lineOf(shell);
  const words = (line ?? '').trim().split(/\s+/);
  names.forEach((name, at) => {
    shell.state.set(name, at === names.length - 1 ? words.slice(at).join(' ') : (words[at] ?? ''));
  });
  return line === null ? 1 : 0;
};

/** Byte by byte: what follows the line belongs to whoever reads next. */
async function lineOf({ streams: { stdin } }: Shell): Promise<string | null> {
  if (stdin instanceof Keyboard) {
    const typed = await stdin.next();
    return typeof typed === 'string' ? null : typed.line.replace(/\n$/, '');
  }
  const bytes: number[] = [];
  for (;;) {
    const byte = typeof stdin === 'number' ? byteOf(stdin) : await nextByte(stdin);
    if (byte === null) return bytes.length === 0 ? null : Buffer.from(bytes).toString();
    if (byte === 10) return Buffer.from(bytes).toString();
    bytes.push(byte);
  }
}

function byteOf(fd: number): number | null {
  const buffer = Buffer.alloc(1);
  return readSync(fd, buffer) === 0 ? null : buffer[0]!;
}

async function nextByte(stream: NodeJS.ReadableStream): Promise<number | null> {
  for (;;) {
    const piece = stream.read(1) as Buffer | null;
    if (piece) return piece[0]!;
    const { readableEnded, destroyed } = stream as typeof stream & { readableEnded: boolean; destroyed: boolean };
    if (readableEnded || destroyed) return null;
    await new Promise<void>((resolve) => {
      for (const event of ['readable', 'end', 'close']) stream.once(event, resolve);
    });
  }
}

/** A signal that the shell sends itself has come when this is over. */
const kill: Builtin = async (shell, args) => {
  let own: number | null = null;
  const status = sendSignals(
    args,
    (text) => shell.write(text),
    (text) => shell.complain(`kill: ${text}`),
    (pid, signal) => {
      process.kill(pid, signal);
      if (pid === process.pid) own = signal;
    },
  );
  if (own !== null) await shell.traps.come(own);
  return status;
};

/** A signal with a trap ends the waiting, and not what was waited for. */
const wait: Builtin = async ({ jobs, control, traps }, args) => {
  let status = 0;
  for (const id of args.length > 0 ? args : [...jobs.keys()]) {
    const job = jobs.get(id);
    if (!job) return 127;
    const { code, ended } = await traps.wait(control ? control.wait(job) : job);
    if (!ended) return code;
    jobs.delete(id);
    status = args.length > 0 ? code : 0;
  }
  return status;
};

/** trap COMMANDS CONDITION…: what is done when a signal comes, or at the end (EXIT); `-` for what happens by itself. */
const trap: Builtin = (shell, args) => {
  const { traps } = shell;
  const words = args[0] === '--' ? args.slice(1) : args;
  const [action = '', ...conditions] = words;
  if (words.length === 0) for (const line of traps.list()) shell.write(`${line}\n`);
  else if (conditions.length === 0 || /^\d+$/.test(action)) for (const word of words) traps.set(word, null);
  else for (const word of conditions) traps.set(word, action === '-' ? null : action);
  return 0;
};

const local: Builtin = ({ state }, args) => {
  for (const arg of args) {
    const [, name = '', value] = /^([^=]*)(?:=([^]*))?$/.exec(arg) ?? [];
    if (!NAME.test(name)) throw new ShellError(`local: ${arg}: not a name`);
    state.makeLocal(name);
    if (value !== undefined) state.set(name, value);
  }
  return 0;
};

/** The file that a name starts. */
const fileOf = ({ state }: Shell, name: string): string | undefined =>
  (state.get('PATH') ?? '')
    .split(delimiter)
    .map((directory) => resolve(state.cwd, directory, name))
    .find((each) => statSync(each, { throwIfNoEntry: false })?.isFile());

/** Where a command is; the shell's own are told as such. */
const commandV: Builtin = (shell, [option, ...words]) => {
  if (option !== '-v') return shell.start([option ?? '', ...words]).ended;
  const [name = ''] = words;
  const found = name in builtins || shell.state.functions.has(name) ? name : fileOf(shell, name);
  if (found === undefined) return 127;
  shell.write(`${found}\n`);
  return 0;
};

const type: Builtin = (shell, args) => {
  let status = 0;
  for (const name of args) {
    const file = fileOf(shell, name);
    if (shell.state.functions.has(name)) shell.write(`${name} is a shell function\n`);
    else if (name in builtins) shell.write(`${name} is a shell builtin\n`);
    else if (file !== undefined) shell.write(`${name} is ${file}\n`);
    else {
      shell.write(`${name}: not found\n`);
      status = 127;
    }
  }
  return status;
};

const source: Builtin = (shell, [file = '']) => {
  const path = resolve(shell.state.cwd, file);
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new ShellError(`${file}: No such file or directory`);
  return shell.script(parse(readFileSync(path, 'utf8')));
};

export const builtins: Record<string, Builtin> = Object.assign(Object.create(null) as Record<string, Builtin>, {
  ':': () => 0,
  true: () => 0,
  false: () => 1,
  '[': (shell: Shell, args: string[]) => {
    if (args.at(-1) !== ']') throw new ShellError('[: missing ]', 2);
    return test(args.slice(0, -1), shell.state.cwd);
  },
  test: (shell: Shell, args: string[]) => test(args, shell.state.cwd),
  '.': source,
  break: leave('break', () => 1),
  cd,
  command: commandV,
  continue: leave('continue', () => 1),
  echo,
  eval: (shell: Shell, args: string[]) => shell.script(parse(args.join(' '))),
  exec: execute,
  exit: leave('exit', ({ state }) => state.status),
  export: exportNames,
  kill,
  local,
  printf,
  pwd: (shell: Shell) => {
    shell.write(`${shell.state.cwd}\n`);
    return 0;
  },
  read,
  return: leave('return', ({ state }) => state.status),
  set,
  shift: ({ state }: Shell, args: string[]) => {
    state.positional = state.positional.slice(countOf(args, 1));
    return 0;
  },
  trap,
  type,
  ulimit,
  umask,
  unset: ({ state }: Shell, args: string[]) => {
    for (const name of args) if (!state.variables.delete(name)) state.functions.delete(name);
    return 0;
  },
  wait,
});
