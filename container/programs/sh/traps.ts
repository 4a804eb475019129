import { constants } from 'node:os';
import { nameOfSignal, signalOf } from '../utilities/signals.ts';
import { SIGNALLED } from './run-program.ts';
import { ShellError } from './state.ts';

/** What `trap` gives commands for: the end of the shell, or a signal. */
type Condition = 'EXIT' | NodeJS.Signals;

/** The commands that a shell carries out when a signal comes, or when it ends. Signals reach the shell of a process only. */
export class Traps {
  readonly #hearsSignals: boolean;
  /** By condition; the empty text ignores a signal. */
  readonly #actions = new Map<Condition, string>();
  readonly #handlers = new Map<NodeJS.Signals, () => void>();
  readonly #came: NodeJS.Signals[] = [];
  #arrival = Promise.withResolvers<NodeJS.Signals>();

  constructor(hearsSignals: boolean) {
    this.#hearsSignals = hearsSignals;
  }

  /** @param action null for what happens by itself */
  set(word: string, action: string | null): void {
    const condition = conditionOf(word);
    if (condition === null) throw new ShellError(`trap: ${word}: bad trap`);
    if (condition !== 'EXIT') this.#hear(condition, action);
    if (action === null) this.#actions.delete(condition);
    else this.#actions.set(condition, action);
  }

  /** Forgets all of them: another program takes the shell's place. */
  clear(): void {
    for (const condition of [...this.#actions.keys()]) this.set(condition, null);
  }

  /** The commands for a signal that has come and that nobody has carried out yet. */
  next(): string | undefined {
    const signal = this.#came.shift();
    if (this.#came.length === 0) this.#arrival = Promise.withResolvers();
    return signal && this.#actions.get(signal);
  }

  /** The commands for the end of the shell, which ends once. */
  takeExit(): string | undefined {
    const action = this.#actions.get('EXIT');
    this.#actions.delete('EXIT');
    return action;
  }

  /** Waits until a signal that was sent, by its number, is heard of; at once where nobody would hear of it. */
  async come(number: number): Promise<void> {
    const condition = conditionOf(String(number));
    if (condition === null || !this.#actions.get(condition) || this.#came.length > 0) return;
    const holding = setInterval(() => {}, 1000); // Nothing else keeps the shell until then.
    await this.#arrival.promise;
    clearInterval(holding);
  }

  /** Waits for an exit code, or for a signal, which is told as one; `ended` says which it was. */
  wait(work: Promise<number>): Promise<{ code: number; ended: boolean }> {
    return Promise.race([
      work.then((code) => ({ code, ended: true })),
      this.#arrival.promise.then((signal) => ({ code: SIGNALLED + constants.signals[signal], ended: false })),
    ]);
  }

  /** Whether there is anything to be done. */
  get areSet(): boolean {
    return this.#actions.size > 0;
  }

  /** All of them, as commands that would set them. */
  list(): string[] {
    return [...this.#actions].map(
      ([condition, action]) => `trap -- '${action.replaceAll("'", `'"'"'`)}' ${condition.replace(/^SIG/, '')}`,
    );
  }

  #hear(signal: NodeJS.Signals, action: string | null): void {
    if (!this.#hearsSignals) throw new ShellError('trap: a subshell is no process here, which signals could reach');
    const before = this.#handlers.get(signal);
    if (before) process.off(signal, before);
    this.#handlers.delete(signal);
    if (action === null) return;
    const handler = () => {
      if (action === '') return;
      this.#came.push(signal);
      this.#arrival.resolve(signal);
    };
    this.#handlers.set(signal, handler);
    process.on(signal, handler);
  }
}

function conditionOf(word: string): Condition | null {
  const number = /^exit$/i.test(word) ? 0 : signalOf(word);
  if (number === 0) return 'EXIT';
  return number === null ? null : (nameOfSignal(number) ?? null);
}
