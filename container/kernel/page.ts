import { O_CREAT, O_TRUNC, O_WRONLY } from './disk.ts';
import { SystemFailure } from './errors.ts';
import type { Kernel } from './kernel.ts';
import { mount } from './mount.ts';
import { Pace } from './pace.ts';
import type { PageCalls, PageMessage, PageSpawnOptions } from './page-protocol.ts';
import { findProgram } from './programs.ts';
import { DEFAULT_UMASK, LAB_UID } from './protocol.ts';
import { Session } from './session.ts';
import type { SendToPage } from './session.ts';
import { SIGWINCH } from './signals.ts';

type PageHandlers = {
  [Name in keyof PageCalls]: (...args: PageCalls[Name][0]) => PageCalls[Name][1] | Promise<PageCalls[Name][1]>;
};

/** The kernel's face to the page: does what the page asks. */
export class PageLink {
  readonly #kernel: Kernel;
  readonly #send: SendToPage;
  readonly #sessions = new Map<number, Session>();
  readonly #handlers: PageHandlers;

  constructor(kernel: Kernel, send: SendToPage) {
    this.#kernel = kernel;
    this.#send = send;
    this.#handlers = { ...this.#diskHandlers(), ...this.#processHandlers() };
  }

  receive(message: PageMessage): void {
    switch (message.type) {
      case 'call':
        void this.#call(message.id, message.name, message.args);
        return;
      case 'acknowledge':
        this.#sessions.get(message.pid)?.output?.grantCredit(message.cost);
        return;
      case 'library':
        if (message.files) this.#kernel.library.deliver(message.part, message.files);
        else this.#kernel.library.fail(message.part);
        return;
    }
  }

  async #call(id: number, name: keyof PageCalls, args: unknown[]): Promise<void> {
    try {
      // The page wrote the arguments by the same table of calls.
      const handler = this.#handlers[name] as (...args: unknown[]) => unknown;
      this.#send({ type: 'answer', id, value: await handler(...args) });
    } catch (error) {
      if (error instanceof SystemFailure) {
        this.#send({ type: 'failure', id, error: error.toJSON() });
      } else {
        this.#send({ type: 'error', message: `The kernel failed in ${name}: ${String(error)}` });
        this.#send({ type: 'failure', id, error: { code: 'EIO' } });
      }
    }
  }

  #processHandlers(): Pick<PageHandlers, 'spawn' | 'input' | 'kill' | 'resize'> {
    const { processes } = this.#kernel;
    return {
      spawn: (options) => this.#spawn(options),
      input: async (pid, bytes) => {
        const feed = this.#sessions.get(pid)?.input;
        if (!feed) throw new SystemFailure('EPIPE');
        if (bytes) await feed.write(bytes);
        else feed.finish();
        return null;
      },
      kill: (pid) => {
        processes.killTree(pid);
        return null;
      },
      resize: (pid, terminal) => {
        for (const process of processes.all()) {
          if (process.root !== pid) continue;
          process.send({ type: 'resize', terminal });
          processes.signal(process, SIGWINCH);
        }
        return null;
      },
    };
  }

  #diskHandlers(): Omit<PageHandlers, 'spawn' | 'input' | 'kill' | 'resize'> {
    const { disk, watchers } = this.#kernel;
    /** The reader may do with the lab's files what they like, whatever modes a program has set. */
    const freely = <T>(action: () => T): T => disk.privileged(LAB_UID, action);
    const freelyNull = (action: () => void): null => {
      freely(action);
      return null;
    };
    return {
      mount: (tree, path) => freelyNull(() => mount(disk, tree, path)),
      readFile: (path) => freely(() => disk.readFile(path).slice()),
      writeFile: (path, bytes) => freelyNull(() => disk.writeFile(path, bytes, O_WRONLY | O_CREAT | O_TRUNC, 0o644)),
      readdir: (path) => freely(() => disk.readdir(path)),
      mkdir: (path, recursive) => freely(() => disk.mkdir(path, 0o755, recursive)),
      rm: (path, recursive, force) => freelyNull(() => disk.remove(path, recursive, force)),
      rename: (from, to) => freelyNull(() => disk.rename(from, to)),
      watch: (path, recursive) => {
        const changes = new Pace(this.#send);
        const watcher: number = watchers.add(path, recursive, (kind, name) =>
          changes.tell(`${kind} ${name}`, { type: 'change', watcher, kind, name }),
        );
        return watcher;
      },
      unwatch: (watcher) => {
        watchers.remove(watcher);
        return null;
      },
    };
  }

  #spawn({ file, args, cwd, env, output, terminal }: PageSpawnOptions): number {
    const found = findProgram(this.#kernel.disk, file, [file, ...args], cwd, env);
    const birth = { parent: null, ...found, env, cwd, detached: true, umask: DEFAULT_UMASK, terminal };
    return this.#kernel.start(birth, (process) => {
      const session = new Session(this.#kernel, process, output, this.#send, () => this.#sessions.delete(process.pid));
      this.#sessions.set(process.pid, session);
      return session.grants;
    }).pid;
  }
}
