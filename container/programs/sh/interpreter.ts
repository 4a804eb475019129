import { writeSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import type {
  AndOr,
  Assignment,
  Case,
  Command,
  CommandNode,
  CompoundList,
  For,
  If,
  ParsedScript,
  Pipeline,
  PipelineNode,
  Statement,
  While,
} from 'unbash';
import { parse } from 'unbash';
import { builtins } from './builtins.ts';
import { Expander } from './expand.ts';
import { redirect } from './redirect.ts';
import type { JobControl } from './job-control.ts';
import { runProgram, type Running } from './run-program.ts';
import {
  ExpansionError,
  Leaving,
  ShellError,
  ShellState,
  type FunctionBody,
  type Sink,
  type Streams,
} from './state.ts';
import { Traps } from './traps.ts';

type Node = CommandNode | Pipeline | AndOr | CompoundList;

/** One shell: carries out parsed scripts. Each program that it starts is a process; all else happens in this one. */
export class Shell {
  readonly state: ShellState;
  readonly expander: Expander;
  /** Streams of what is carried out now. */
  streams: Streams;
  /** Background programs that `wait` waits for, by process id. */
  readonly jobs = new Map<string, Promise<number>>();
  /** Of an interactive shell. */
  readonly control: JobControl | null;
  readonly traps: Traps;
  /** Nobody waits for what this shell starts, so that Ctrl-C does not reach it. */
  readonly #isBackground: boolean;
  readonly #firstStarted = Promise.withResolvers<string>();
  /** While a condition is carried out, a failure does not end the shell (`set -e`). */
  #forgiving = 0;

  /** @param parent the shell whose subshell this is: signals reach that one */
  constructor(
    state: ShellState,
    streams: Streams,
    control: JobControl | null = null,
    { parent = null, isBackground = false }: { parent?: Shell | null; isBackground?: boolean } = {},
  ) {
    this.state = state;
    this.streams = streams;
    this.control = control;
    this.traps = new Traps(parent === null);
    this.#isBackground = isBackground || (parent !== null && parent.#isBackground);
    this.expander = new Expander(state, (script) => this.#substitute(script));
  }

  write(text: string | Uint8Array, to: Sink = this.streams.stdout): void {
    if (typeof to !== 'number') to.write(text);
    else writeSync(to, typeof text === 'string' ? Buffer.from(text) : text);
  }

  complain(message: string): void {
    this.write(`${this.state.name}: ${message}\n`, this.streams.stderr);
  }

  /** Carries out a script. @returns the exit code of its last command @throws Leaving for `exit` */
  async script(script: ParsedScript): Promise<number> {
    const [error] = script.errors ?? [];
    if (error) throw new ShellError(`syntax error: ${error.message}`, 2);
    return this.#statements(script.commands);
  }

  async #statements(statements: readonly Statement[]): Promise<number> {
    for (const statement of statements) {
      if (statement.background) await this.#inBackground(statement);
      else await this.node(statement.command);
    }
    return this.state.status;
  }

  /** Carries out a node; `$?` is its exit code. */
  async node(node: Node): Promise<number> {
    if (!this.#isBackground) this.control?.check();
    const status = await this.#dispatch(node);
    this.state.status = status;
    await this.#runTraps();
    const isSimple = node.type === 'Command' || node.type === 'Subshell' || node.type === 'Pipeline';
    if (status !== 0 && isSimple && this.state.options.exitOnError && this.#forgiving === 0) {
      throw new Leaving('exit', status);
    }
    return status;
  }

  /** Carries out what is to be done when the shell ends. @returns the exit code */
  async leave(code: number): Promise<number> {
    const action = this.traps.takeExit();
    if (action === undefined) return code;
    this.state.status = code;
    try {
      await this.script(parse(action));
      return code;
    } catch (error) {
      if (error instanceof Leaving) return error.count;
      if (!(error instanceof ShellError)) throw error;
      this.complain(error.message);
      return code;
    }
  }

  /** Signals that came while a command was carried out have their turn after it. */
  async #runTraps(): Promise<void> {
    for (let action = this.traps.next(); action !== undefined; action = this.traps.next()) {
      const { status } = this.state;
      await this.script(parse(action));
      this.state.status = status;
    }
  }

  async #dispatch(node: Node): Promise<number> {
    switch (node.type) {
      case 'Command':
        return this.#command(node);
      case 'Pipeline':
        return this.#pipeline(node);
      case 'AndOr':
        return this.#andOr(node);
      case 'CompoundList':
        return this.#statements(node.commands);
      case 'BraceGroup':
        return this.node(node.body);
      case 'Subshell':
        return this.#subshell(node.body, this.streams);
      case 'If':
        return this.#if(node);
      case 'For':
        return this.#for(node);
      case 'While':
        return this.#while(node);
      case 'Case':
        return this.#case(node);
      case 'Function':
        this.state.functions.set(node.name.value, node.body);
        return 0;
      case 'Redirected':
        return this.#redirected(node.redirects, () => this.node(node.command));
      case 'ArithmeticCommand':
        return node.expression && (await this.expander.evaluate(node.expression)) !== 0 ? 0 : 1;
      default:
        throw new ShellError(`${node.type}: not part of sh`, 2);
    }
  }

  /** A condition: its failure is an answer, not an error. */
  async #condition(node: Node): Promise<boolean> {
    this.#forgiving++;
    try {
      return (await this.node(node)) === 0;
    } finally {
      this.#forgiving--;
    }
  }

  async #andOr({ commands, operators }: AndOr): Promise<number> {
    let status = 0;
    for (const [at, command] of commands.entries()) {
      const operator = operators[at - 1];
      if (operator !== undefined && (status === 0) !== (operator === '&&')) continue;
      const isLast = at === commands.length - 1;
      status = isLast ? await this.node(command) : (await this.#condition(command)) ? 0 : this.state.status;
      this.state.status = status;
    }
    return status;
  }

  async #if(node: If): Promise<number> {
    if (await this.#condition(node.clause)) return this.node(node.then);
    for (const elif of node.elif) if (await this.#condition(elif.clause)) return this.node(elif.then);
    return node.else ? this.node(node.else) : 0;
  }

  async #for(node: For): Promise<number> {
    const values = node.wordlist ? await this.expander.fields(node.wordlist) : this.state.positional;
    let status = 0;
    for (const value of values) {
      this.state.set(node.name.value, value);
      const turn = await this.#turn(node.body);
      status = turn.status;
      if (turn.ends) break;
    }
    return status;
  }

  async #while(node: While): Promise<number> {
    let status = 0;
    while ((await this.#condition(node.clause)) === (node.kind === 'while')) {
      const turn = await this.#turn(node.body);
      status = turn.status;
      if (turn.ends) break;
    }
    return status;
  }

  /** One turn of a loop. */
  async #turn(body: CompoundList): Promise<{ status: number; ends: boolean }> {
    try {
      // A loop of the shell's own commands never waits: what is typed, or a signal, must be heard all the same.
      if (this.control || this.traps.areSet) await new Promise(setImmediate);
      return { status: await this.node(body), ends: false };
    } catch (error) {
      if (!(error instanceof Leaving) || (error.kind !== 'break' && error.kind !== 'continue')) throw error;
      if (error.count > 1) {
        error.count--;
        throw error;
      }
      return { status: 0, ends: error.kind === 'break' };
    }
  }

  async #case(node: Case): Promise<number> {
    const word = await this.expander.text(node.word);
    let falls = false;
    let status = 0;
    for (const { pattern, body, terminator } of node.items) {
      let matches = falls;
      for (const each of pattern) matches ||= new RegExp(`^${await this.expander.pattern(each)}$`).test(word);
      if (!matches) continue;
      status = await this.node(body);
      if (terminator !== ';&' && terminator !== ';;&') return status;
      falls = terminator === ';&';
    }
    return status;
  }

  async #redirected(redirects: Command['redirects'], work: () => Promise<number>): Promise<number> {
    if (redirects.length === 0) return work();
    const before = this.streams;
    try {
      const { streams, close } = await redirect(redirects, before, this.state, this.expander);
      this.streams = streams;
      try {
        return await work();
      } finally {
        close();
      }
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      this.streams = before;
      this.complain(error.message);
      return error.status;
    } finally {
      this.streams = before;
    }
  }

  async #command(command: Command): Promise<number> {
    try {
      const assignments = command.prefix.filter((each): each is Assignment => each.type === 'Assignment');
      const words = command.args.map((each) => (each.type === 'Word' ? each : asWord(each)));
      const fields = await this.expander.fields(command.name ? [command.name, ...words] : words);
      if (this.state.options.trace && fields.length > 0) this.write(`+ ${fields.join(' ')}\n`, this.streams.stderr);
      if (fields.length === 0) {
        for (const assignment of assignments) await this.#assign(assignment, this.state);
        return await this.#redirected(command.redirects, () => Promise.resolve(0));
      }
      return await this.#redirected(command.redirects, () => this.#invoke(fields, assignments));
    } catch (error) {
      if (!(error instanceof ShellError)) throw error;
      this.complain(error.message);
      if (error instanceof ExpansionError && !this.control) throw new Leaving('exit', error.status);
      return error.status;
    }
  }

  async #invoke(fields: string[], assignments: Assignment[]): Promise<number> {
    const [name = '', ...args] = fields;
    const body = this.state.functions.get(name);
    const builtin = builtins[name];
    if (body || builtin) {
      for (const assignment of assignments) await this.#assign(assignment, this.state);
      return body ? this.#call(body, args) : builtin!(this, args);
    }
    const state = assignments.length > 0 ? this.state.copy() : this.state;
    for (const assignment of assignments) {
      await this.#assign(assignment, state);
      state.variables.get(assignment.name)!.exported = true;
    }
    return this.start(fields, state).ended;
  }

  /** Starts a program. */
  start(words: string[], state = this.state): Running {
    const running = runProgram(words, this.streams, state, (text) => this.complain(text), this.control !== null);
    if (!this.#isBackground) this.control?.add(running.child);
    this.#firstStarted.resolve(String(running.child.pid));
    return running;
  }

  async #assign({ name, value, append }: Assignment, state: ShellState): Promise<void> {
    if (value.type === 'ArrayValue') throw new ShellError('arrays are not part of sh', 2);
    const text = await this.expander.text(value);
    state.set(name, append ? (state.get(name) ?? '') + text : text);
  }

  async #call(body: FunctionBody, args: string[]): Promise<number> {
    const before = this.state.positional;
    this.state.positional = args;
    this.state.locals.push(new Map());
    try {
      return await this.node(body);
    } catch (error) {
      if (error instanceof Leaving && error.kind === 'return') return error.count;
      throw error;
    } finally {
      this.state.positional = before;
      this.state.endFunction();
    }
  }

  async #pipeline({ commands, operators, prefixes }: Pipeline): Promise<number> {
    const pipes = operators.map(() => new PassThrough());
    const stages = commands.map(async (command, at) => {
      const input = pipes[at - 1];
      const output = pipes[at];
      const streams = { ...this.streams };
      if (input) streams.stdin = input;
      if (output) {
        streams.stdout = output;
        if (operators[at] === '|&') streams.stderr = output;
      }
      try {
        // A pipeline of one command, as in `! command`, happens in this shell.
        return commands.length === 1
          ? await this.#condition(command).then(() => this.state.status)
          : await this.#subshell(command, streams);
      } finally {
        output?.end();
        input?.destroy();
      }
    });
    const codes = await Promise.all(stages);
    const failed = this.state.options.pipeFails ? codes.findLast((code) => code !== 0) : undefined;
    const status = failed ?? codes.at(-1) ?? 0;
    const negated = prefixes.filter(({ type }) => type === 'Negation').length % 2 === 1;
    return negated ? Number(status === 0) : status;
  }

  /** Carries out a node in a shell that knows what this one knows, and keeps what it changes to itself. */
  async #subshell(node: PipelineNode | CompoundList | AndOr, streams: Streams): Promise<number> {
    const shell = new Shell(this.state.copy(), streams, this.control, { parent: this });
    shell.#forgiving = this.#forgiving;
    return shell.leave(await shell.#outcome(node));
  }

  /** The exit code of a node that nothing leaves. */
  async #outcome(node: Node): Promise<number> {
    try {
      return await this.node(node);
    } catch (error) {
      if (error instanceof Leaving) return error.count;
      if (!(error instanceof ShellError)) throw error;
      this.complain(error.message);
      return error.status;
    }
  }

  async #inBackground({ command }: Statement): Promise<void> {
    const streams = { ...this.streams, stdin: emptySource() };
    const shell = new Shell(this.state.copy(), streams, this.control, { parent: this, isBackground: true });
    const job = shell.#outcome(command).then((code) => shell.leave(code));
    // `$!` is a process id: that of the first program, or ours when there is none.
    const id = await Promise.race([shell.#firstStarted.promise, job.then(() => String(process.pid))]);
    this.state.status = 0;
    this.state.lastBackground = id;
    this.jobs.set(id, job);
    if (this.control) this.write(`[${this.jobs.size}] ${id}\n`, this.streams.stderr);
  }

  async #substitute(script: ParsedScript): Promise<string> {
    const pieces: Buffer[] = [];
    const output = new PassThrough();
    output.on('data', (piece: Buffer) => pieces.push(piece));
    const ended = new Promise<void>((resolve) => output.once('end', resolve));
    const shell = new Shell(this.state.copy(), { ...this.streams, stdout: output }, this.control, {
      parent: this,
    });
    try {
      this.state.status = await shell.leave(await shell.script(script));
    } catch (error) {
      if (!(error instanceof Leaving)) throw error;
      this.state.status = await shell.leave(error.count);
    } finally {
      output.end();
    }
    await ended;
    return Buffer.concat(pieces).toString();
  }
}

/** `name=value` behind a command is a word like any other. */
function asWord({ text, pos, end, name, value }: Assignment): Parameters<Expander['fields']>[0][number] {
  if (value.type === 'ArrayValue') throw new ShellError('arrays are not part of sh', 2);
  const head = { type: 'Literal' as const, pos, end, value: `${name}=`, text: `${name}=` };
  const tail = value.parts ?? [{ type: 'Literal' as const, pos, end, value: value.value, text: value.text }];
  return { type: 'Word', text, value: text, pos, end, parts: [head, ...tail] };
}

function emptySource(): PassThrough {
  const stream = new PassThrough();
  stream.end();
  return stream;
}
