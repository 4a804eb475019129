import { ProblemError } from './events.ts';
import type { Machine } from './machine.ts';
import { ManagedProcess, WEB, type Surroundings } from './managed-process.ts';
import type { Procfile } from './procfile.ts';
import type { ProcessState, Signal } from './protocol.ts';
import type { Release } from './release.ts';

/** The Procfile's line for what is done once with each release; no process type of the formation. */
export const RELEASE = 'release';

/** The deploy whose processes are called just `web.1`. */
export const PRODUCTION = 'production';

/** What the names of a deploy's processes begin with. */
export function prefixOf(deploy: string): string {
  return deploy === PRODUCTION ? '' : `${deploy}/`;
}

/** More processes of a type than anybody needs to see, and than a browser tab should run. */
const MOST = 8;

/** The running processes of a deploy: process types and how many of each. */
export class Formation {
  readonly #around: Surroundings;
  readonly #processes = new Map<string, ManagedProcess>();
  /** Processes that were scaled away and have not ended yet. */
  readonly #leaving = new Map<string, Promise<void>>();
  readonly #counts: Record<string, number> = {};
  #release: Release;
  #stopped = false;

  constructor(release: Release, around: Surroundings) {
    this.#release = release;
    this.#around = around;
  }

  get states(): ProcessState[] {
    return [...this.#processes.values()].map(({ state }) => state);
  }

  /** The process types that the Procfile names. */
  get types(): string[] {
    return [...this.#procfile.keys()].filter((type) => type !== RELEASE);
  }

  /** The web processes that take requests now, in a steady order. */
  get routable(): ProcessState[] {
    return this.states.filter(({ type, phase }) => type === WEB && phase === 'up');
  }

  /**
   * Makes the number of processes of a type what it should be; new ones start side by side, the highest numbers go.
   * Settles when those are up or have failed, and these are gone.
   * @throws ProblemError `bad-command` for an unknown type or a count out of bounds
   */
  async scale(type: string, count: number): Promise<void> {
    const known = type === RELEASE ? undefined : this.#procfile.get(type);
    if (!known) throw badCommand(`There is no process type "${type}"`, `The Procfile has: ${this.types.join(', ')}.`);
    if (!Number.isInteger(count) || count < 0 || count > MOST) {
      throw badCommand(`${type} cannot be scaled to ${count}`, `A count is a whole number from 0 to ${MOST}.`);
    }
    if (this.#stopped) throw badCommand(`${type} is not scaled any more`, 'The deploy has been stopped.');
    this.#counts[type] = count;
    this.#around.emit({ event: 'formation', deploy: this.#around.deploy, formation: { ...this.#counts } });
    const changes: Promise<void>[] = [];
    for (let number = 1; number <= count; number++) {
      const name = `${this.#prefix}${type}.${number}`;
      if (this.#processes.has(name)) continue;
      const added = new ManagedProcess(name, known, this.#release, this.#around);
      this.#processes.set(name, added);
      changes.push(this.#left(name).then(() => added.start(this.#release)));
    }
    for (const { name, type: its } of this.states) {
      if (its === type && Number(name.slice(name.lastIndexOf('.') + 1)) > count) changes.push(this.#remove(name));
    }
    await Promise.all(changes);
  }

  /**
   * Restarts one process, or one after the other all of them, on fresh machines with this release. Stops at the first
   * one that does not come up: the others stay as they are.
   *
   * @returns whether all came up
   */
  async restart(release: Release, name: string | null): Promise<boolean> {
    this.#release = release;
    for (const managed of name === null ? [...this.#processes.values()] : [this.#find(name)]) {
      // Scaling may have taken it away while others restarted.
      if (!this.#processes.has(managed.state.name)) continue;
      if (this.#stopped) return false;
      await managed.start(release);
      if (managed.state.phase === 'up') continue;
      this.#around.logs.write('platform', `roll-out of v${release.number} stops at ${managed.state.name}`);
      return false;
    }
    return true;
  }

  /**
   * Sends a signal to a process.
   * @throws ProblemError `bad-command` when there is no such process or it does not run
   */
  signal(name: string, signal: Signal): void {
    if (this.#find(name).signal(signal)) return;
    throw badCommand(`${name} does not run`, `A process that is "${this.#find(name).state.phase}" gets no signals.`);
  }

  /** What a process runs on now. @throws ProblemError `bad-command` when there is no such process or it does not run */
  machine(name: string): Machine {
    const { machine, state } = this.#find(name);
    if (machine) return machine;
    throw badCommand(`${name} does not run`, `A process that is "${state.phase}" has no machine.`);
  }

  /** Ends all processes side by side; none is started from now on. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...[...this.#processes.values()].map((managed) => managed.stop()), ...this.#leaving.values()]);
  }

  /** Takes the ended processes off the table. */
  clear(): void {
    for (const name of this.#processes.keys()) this.#around.emit({ event: 'process-gone', name });
    this.#processes.clear();
  }

  #remove(name: string): Promise<void> {
    const managed = this.#find(name);
    this.#processes.delete(name);
    const left = managed.stop().then(() => {
      this.#leaving.delete(name);
      this.#around.emit({ event: 'process-gone', name });
    });
    this.#leaving.set(name, left);
    return left;
  }

  /** Settles when no earlier process of this name is still on its way out. */
  #left(name: string): Promise<void> {
    return this.#leaving.get(name) ?? Promise.resolve();
  }

  #find(name: string): ManagedProcess {
    const managed = this.#processes.get(name);
    if (managed) return managed;
    const names = this.states.map((state) => state.name).join(', ');
    throw badCommand(`There is no process "${name}"`, `The formation has: ${names || 'none'}.`);
  }

  get #procfile(): Procfile {
    return this.#release.slug.procfile;
  }

  /** Processes of further deploys carry their deploy's name: `staging/web.1`. */
  get #prefix(): string {
    return prefixOf(this.#around.deploy);
  }
}

function badCommand(title: string, cause: string): ProblemError {
  return new ProblemError({ code: 'bad-command', title, cause, mend: 'Use one of those.' });
}
