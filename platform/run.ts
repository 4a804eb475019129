import { spawn, type ChildProcess } from 'node:child_process';
import type { LogLine, LogStream } from './logs.ts';
import { wipeMachine, type Machine } from './machine.ts';
import type { Exit, Signal } from './protocol.ts';
import { killGroup, prepareLaunch, sendSignal, type SignalWay } from './signals.ts';
import { splitWords } from './words.ts';

/** Lines of stderr that are kept for a diagnosis. */
const STDERR_KEPT = 80;

/** Where and how a command runs. */
export interface RunOptions {
  /** The process's name, for the log. */
  name: string;
  command: string;
  machine: Machine;
  environment: Record<string, string>;
  logs: LogStream;
  signals: SignalWay;
  /** The file of signals-preload. */
  preload: string;
}

/** One run of a process on its machine, from spawn to exit. Nothing of it is left when it has ended. */
export class Run {
  readonly machine: Machine;
  /** The command's first word. */
  readonly program: string;
  readonly pid: number | null;
  /** Settles when the process is gone; a command that cannot be started ends with code 127 at once. */
  readonly exited: Promise<Exit>;
  /** Settles with its last lines of stderr once its output is complete and its machine is wiped. */
  readonly finished: Promise<string[]>;
  /** Why the system could not start it, or null. */
  spawnError: NodeJS.ErrnoException | null = null;
  gone = false;
  readonly #child: ChildProcess;
  readonly #signals: SignalWay;
  readonly #stderr: string[] = [];
  readonly #portsSaid = new Set<number>();

  constructor({ name, command, machine, environment, logs, signals, preload }: RunOptions) {
    this.machine = machine;
    this.#signals = signals;
    const [program = '', ...rest] = splitWords(command, environment);
    this.program = program;
    const { args, stdio } = prepareLaunch(signals, program, rest, preload);
    // A process group of its own: what it starts ends with it, and a terminal's Ctrl-C reaches the platform alone.
    const child = spawn(program, args, {
      cwd: machine.app,
      env: environment,
      stdio,
      detached: true,
      windowsHide: true,
    });
    this.#child = child;
    this.pid = child.pid ?? null;

    const leave = logs.drain((line) => {
      if (line.source === name && line.stream !== 'platform') this.#keep(line);
    });
    const outputs: Promise<void>[] = [];
    if (child.stdout) outputs.push(logs.collect(name, 'stdout', child.stdout));
    if (child.stderr) outputs.push(logs.collect(name, 'stderr', child.stderr));

    this.exited = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.gone = true;
        if (this.pid !== null) killGroup(this.pid);
        resolve({ code, signal });
      });
      child.once('error', (error) => {
        if (this.pid !== null) return;
        this.gone = true;
        this.spawnError = error;
        resolve({ code: 127, signal: null });
      });
    });
    this.finished = this.exited.then(async () => {
      await Promise.all(outputs);
      leave();
      wipeMachine(machine);
      return this.#stderr;
    });
  }

  signal(signal: Signal): void {
    sendSignal(this.#signals, this.#child, signal);
  }

  /** Numbers that its output named like a port: "listening on port 3000", "http://localhost:3000". */
  portsSaid(): number[] {
    return [...this.#portsSaid];
  }

  #keep({ stream, line }: LogLine): void {
    const port = /(?:\bport\D{0,3}|\blisten\w*(?: on)? |:)(\d{2,5})\b/i.exec(line)?.[1];
    if (port !== undefined && this.#portsSaid.size < 10) this.#portsSaid.add(Number(port));
    if (stream !== 'stderr') return;
    this.#stderr.push(line);
    if (this.#stderr.length > STDERR_KEPT) this.#stderr.shift();
  }
}
