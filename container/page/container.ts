import type {
  ContainerProcess,
  EmbeddedContainer,
  ErrorListener,
  FileSystemTree,
  PortListener,
  ServerReadyListener,
  SpawnOptions,
  Unsubscribe,
} from '../api.ts';
import { ContainerError } from '../errors.ts';
import type { LibraryPart } from '../kernel/library.ts';
import type { PageNotice } from '../kernel/page-protocol.ts';
import { fetchFile } from './boot-frame.ts';
import type { Frame } from './boot-frame.ts';
import { PageFileSystem, inside } from './file-system.ts';
import { KernelLink } from './kernel-link.ts';
import { Program } from './program.ts';
import { Pulse } from './pulse.ts';
import { checkTree } from './tree.ts';

const DEFAULT_PATH = '/usr/local/bin:/usr/bin:/bin';

interface Listeners {
  port: Set<PortListener>;
  'server-ready': Set<ServerReadyListener>;
  error: Set<ErrorListener>;
}

/** A booted container, from the page's side. */
export class Container implements EmbeddedContainer {
  readonly fs: PageFileSystem;
  readonly workdir: string;
  readonly path = DEFAULT_PATH;
  readonly #frame: HTMLIFrameElement;
  readonly #link: KernelLink;
  readonly #pulse: Pulse;
  readonly #baseUrl: string;
  readonly #programs = new Map<number, Program>();
  readonly #listeners: Listeners = { port: new Set(), 'server-ready': new Set(), error: new Set() };
  readonly #onReady: () => void;

  /** `onReady` is called when the kernel answers. */
  constructor(frame: Frame, options: { workdir: string; baseUrl: string }, onReady: () => void) {
    this.#frame = frame.element;
    this.#link = new KernelLink(frame.port, (event) => this.#hear(event));
    this.#pulse = new Pulse(frame, () => this.#lost());
    this.#baseUrl = options.baseUrl;
    this.#onReady = onReady;
    this.workdir = options.workdir;
    this.fs = new PageFileSystem(this.#link, this.workdir, ({ message }) => this.#emitError(message));
  }

  async mount(tree: FileSystemTree, options: { mountPoint?: string } = {}): Promise<void> {
    checkTree(tree);
    await this.#link.call('mount', 'mount', tree, inside(this.workdir, options.mountPoint ?? ''));
  }

  spawn(command: string, args: string[], options?: SpawnOptions): Promise<ContainerProcess>;
  spawn(command: string, options?: SpawnOptions): Promise<ContainerProcess>;
  async spawn(command: string, second?: string[] | SpawnOptions, third?: SpawnOptions): Promise<ContainerProcess> {
    const args = Array.isArray(second) ? second : [];
    const { cwd = '', env = {}, output = true, terminal } = (Array.isArray(second) ? third : second) ?? {};
    const defaults = { PATH: this.path, HOME: this.workdir, USER: 'lab', LANG: 'C.UTF-8' };
    const given = Object.entries(env).map(([name, value]) => [name, String(value)] as const);
    const pid = await this.#link.call('spawn', `spawn '${command}'`, {
      file: command,
      args,
      cwd: cwd.startsWith('/') ? cwd : inside(this.workdir, cwd),
      env: { ...defaults, ...Object.fromEntries(given) },
      output,
      terminal: terminal ? { columns: terminal.cols, rows: terminal.rows } : null,
    });
    const program = new Program(this.#link, pid, `'${command}'`, output);
    this.#programs.set(pid, program);
    return program;
  }

  on(event: 'port', listener: PortListener): Unsubscribe;
  on(event: 'server-ready', listener: ServerReadyListener): Unsubscribe;
  on(event: 'error', listener: ErrorListener): Unsubscribe;
  on<Name extends keyof Listeners>(event: Name, listener: never): Unsubscribe {
    const listeners: Set<never> = this.#listeners[event] as Set<never>;
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  async teardown(): Promise<void> {
    this.#end('ETORNDOWN');
  }

  #lost(): void {
    this.#end('ELOST');
    this.#emitError(new ContainerError('The container', { code: 'ELOST' }).message);
  }

  /** Whatever is under way, or comes later, fails with the code. */
  #end(code: 'ETORNDOWN' | 'ELOST'): void {
    this.#pulse.stop();
    this.#link.close(code);
    for (const program of this.#programs.values()) program.lost(code);
    this.#programs.clear();
    this.#frame.remove(); // its workers and all their memory go with it
  }

  #hear(notice: Exclude<PageNotice, { type: 'answer' | 'failure' }>): void {
    switch (notice.type) {
      case 'ready':
        return this.#onReady();
      case 'output':
        return this.#programs.get(notice.pid)?.receive(notice.bytes);
      case 'output-end':
        this.#programs.get(notice.pid)?.outputEnded();
        return this.#forgetFinished(notice.pid);
      case 'exit':
        this.#programs.get(notice.pid)?.exited(notice.code, notice.signal);
        return this.#forgetFinished(notice.pid);
      case 'change':
        return this.fs.changed(notice.watcher, notice.kind, notice.name);
      case 'library-wanted':
        return void this.#deliverLibrary(notice.part);
      case 'error':
        return this.#emitError(notice.message);
      case 'port': {
        const url = `http://localhost:${notice.port}`;
        for (const listener of this.#listeners.port) listener(notice.port, notice.state, url);
        if (notice.state === 'open') for (const listener of this.#listeners['server-ready']) listener(notice.port, url);
      }
    }
  }

  #forgetFinished(pid: number): void {
    if (this.#programs.get(pid)?.finished) this.#programs.delete(pid);
  }

  async #deliverLibrary(part: LibraryPart): Promise<void> {
    try {
      const file = await fetchFile(`${this.#baseUrl}${part}.json`);
      this.#link.send({ type: 'library', part, files: (await file.json()) as Record<string, string> });
    } catch (error) {
      this.#emitError(error instanceof Error ? error.message : String(error));
      this.#link.send({ type: 'library', part, files: null });
    }
  }

  #emitError(message: string): void {
    if (this.#listeners.error.size === 0) console.error(message);
    for (const listener of this.#listeners.error) listener({ message });
  }
}
