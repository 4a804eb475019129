import type { DirEnt, Encoding, FileSystem, WatchCallback, Watcher } from '../api.ts';
import type { KernelLink } from './kernel-link.ts';

const FILE = 1;
const DIRECTORY = 2;

/** Makes absolute what is relative to the working directory. `..` and `/` do not lead out of it. */
export function inside(workdir: string, path: string): string {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return [workdir, ...names].join('/');
}

/** The disk as the page sees it. */
export class PageFileSystem implements FileSystem {
  readonly #link: KernelLink;
  readonly #workdir: string;
  readonly #onError: (error: Error) => void;
  readonly #watchers = new Map<number, WatchCallback>();

  /** `onError` is told when a path cannot be watched, for `watch` has no other way to say so. */
  constructor(link: KernelLink, workdir: string, onError: (error: Error) => void) {
    this.#link = link;
    this.#workdir = workdir;
    this.#onError = onError;
  }

  readFile(path: string, encoding?: null): Promise<Uint8Array>;
  readFile(path: string, encoding: Encoding): Promise<string>;
  async readFile(path: string, encoding?: Encoding | null): Promise<Uint8Array | string> {
    if (encoding && encoding !== 'utf8' && encoding !== 'utf-8') {
      throw new TypeError(`readFile '${path}': the encoding '${String(encoding)}' is not known; use 'utf8' or none`);
    }
    const bytes = await this.#link.call('readFile', `readFile '${path}'`, this.#at(path));
    return encoding ? new TextDecoder().decode(bytes) : bytes;
  }

  async writeFile(path: string, data: string | Uint8Array): Promise<void> {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
    await this.#link.call('writeFile', `writeFile '${path}'`, this.#at(path), bytes);
  }

  readdir(path: string, options?: { withFileTypes?: false } | null): Promise<string[]>;
  readdir(path: string, options: { withFileTypes: true }): Promise<DirEnt<string>[]>;
  async readdir(path: string, options?: { withFileTypes?: boolean } | null): Promise<string[] | DirEnt<string>[]> {
    const entries = await this.#link.call('readdir', `readdir '${path}'`, this.#at(path));
    entries.sort(([a], [b]) => (a < b ? -1 : 1));
    if (!options?.withFileTypes) return entries.map(([name]) => name);
    return entries.map(([name, type]) => ({
      name,
      isFile: () => type === FILE,
      isDirectory: () => type === DIRECTORY,
    }));
  }

  mkdir(path: string, options?: { recursive?: false }): Promise<void>;
  mkdir(path: string, options: { recursive: true }): Promise<string>;
  async mkdir(path: string, options?: { recursive?: boolean }): Promise<string | void> {
    const recursive = options?.recursive === true;
    const first = await this.#link.call('mkdir', `mkdir '${path}'`, this.#at(path), recursive);
    return recursive ? (first ?? this.#at(path)) : undefined;
  }

  async rm(path: string, options: { force?: boolean; recursive?: boolean } = {}): Promise<void> {
    const { force = false, recursive = false } = options;
    await this.#link.call('rm', `rm '${path}'`, this.#at(path), recursive, force);
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#link.call('rename', `rename '${from}' to '${to}'`, this.#at(from), this.#at(to));
  }

  watch(path: string, options?: { recursive?: boolean } | null, listener?: WatchCallback): Watcher;
  watch(path: string, listener?: WatchCallback): Watcher;
  watch(path: string, second?: { recursive?: boolean } | WatchCallback | null, third?: WatchCallback): Watcher {
    const listener = typeof second === 'function' ? second : third;
    const recursive = typeof second === 'object' && second?.recursive === true;
    const doing = `watch '${path}'`;
    const number = this.#link.call('watch', doing, this.#at(path), recursive);
    number.then((watcher) => listener && this.#watchers.set(watcher, listener), this.#onError);
    const close = async () => {
      const watcher = await number;
      this.#watchers.delete(watcher);
      await this.#link.call('unwatch', doing, watcher);
    };
    // What could not be watched, or was torn down, is closed.
    return { close: () => void close().catch(() => {}) };
  }

  /** Something under a watched path has changed. */
  changed(watcher: number, kind: 'rename' | 'change', name: string): void {
    this.#watchers.get(watcher)?.(kind, name);
  }

  #at(path: string): string {
    return inside(this.#workdir, path);
  }
}
