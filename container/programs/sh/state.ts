import type { CompoundList, CompoundCommand, Redirected } from 'unbash';
import type { Readable, Writable } from 'node:stream';
import type { Keyboard } from './keyboard.ts';

/** Where a command reads from or writes to: a descriptor of the shell's, the end of a pipe, or what somebody types. */
export type Source = number | Readable | Keyboard;
export type Sink = number | Writable;

/** The streams of a command. */
export interface Streams {
  stdin: Source;
  stdout: Sink;
  stderr: Sink;
}

export type FunctionBody = CompoundCommand | Redirected | CompoundList;

export interface Variable {
  value: string;
  exported: boolean;
}

/** What a shell knows; a subshell has a copy of it. */
export class ShellState {
  cwd = process.cwd();
  variables = new Map<string, Variable>();
  functions = new Map<string, FunctionBody>();
  /** `$0` and `$1`, `$2`… */
  name = 'sh';
  positional: string[] = [];
  /** `$?` */
  status = 0;
  /** `$!` */
  lastBackground = '';
  /** What files are made without: a subshell has its own. */
  umask = process.umask();
  options = { exitOnError: false, refuseUnset: false, trace: false, pipeFails: false };
  /** What the functions that run have put aside for variables of their own; the innermost is the last. */
  locals: Map<string, Variable | undefined>[] = [];

  static ofEnvironment(env: NodeJS.ProcessEnv): ShellState {
    const state = new ShellState();
    for (const [name, value = ''] of Object.entries(env)) state.variables.set(name, { value, exported: true });
    state.set('PWD', state.cwd);
    return state;
  }

  get(name: string): string | undefined {
    return this.variables.get(name)?.value;
  }

  set(name: string, value: string): void {
    this.variables.set(name, { value, exported: this.variables.get(name)?.exported ?? false });
  }

  /** Has a variable be the innermost function's own until it returns. */
  makeLocal(name: string): void {
    const own = this.locals.at(-1);
    if (!own) throw new ShellError('local: not in a function');
    const variable = this.variables.get(name);
    if (!own.has(name)) own.set(name, variable && { ...variable });
  }

  /** What the innermost function made its own is as it was before. */
  endFunction(): void {
    for (const [name, variable] of this.locals.pop() ?? []) {
      if (variable) this.variables.set(name, variable);
      else this.variables.delete(name);
    }
  }

  environment(): Record<string, string> {
    const exported = [...this.variables].filter(([, variable]) => variable.exported);
    return Object.fromEntries(exported.map(([name, { value }]) => [name, value]));
  }

  copy(): ShellState {
    const copy = Object.assign(new ShellState(), this);
    copy.variables = new Map([...this.variables].map(([name, variable]) => [name, { ...variable }]));
    copy.functions = new Map(this.functions);
    copy.options = { ...this.options };
    copy.locals = this.locals.map((each) => new Map(each));
    return copy;
  }
}

/** `exit`, `return`, `break`, `continue` and Ctrl-C leave what is around them. */
export class Leaving extends Error {
  readonly kind: 'exit' | 'return' | 'break' | 'continue' | 'interrupt';
  /** The exit code, or how many loops to leave. */
  count: number;

  constructor(kind: Leaving['kind'], count: number) {
    super(kind);
    this.kind = kind;
    this.count = count;
  }
}

/** What is wrong with a command, told as `sh: message`; the command's exit code is 1 unless it says otherwise. */
export class ShellError extends Error {
  readonly status: number;

  constructor(message: string, status = 1) {
    super(message);
    this.status = status;
  }
}

/** A parameter that must be set and is not: the end of a shell that nobody sits at. */
export class ExpansionError extends ShellError {
  constructor(message: string) {
    super(message, 2);
  }
}
