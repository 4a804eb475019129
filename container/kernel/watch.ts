import type { Disk } from './disk.ts';
import { SystemFailure } from './errors.ts';
import type { Directory } from './inode.ts';
import { pathOf } from './inode.ts';

/** Told of a change under the watched path; `name` is relative to it. */
export type WatchListener = (kind: 'rename' | 'change', name: string) => void;

interface Watcher {
  path: string;
  recursive: boolean;
  listener: WatchListener;
}

/** Tells of changes of the disk, in the way of fs.watch. */
export class Watchers {
  readonly #disk: Disk;
  readonly #limit: number;
  readonly #watchers = new Map<number, Watcher>();
  #last = 0;

  constructor(disk: Disk, limit: number) {
    this.#disk = disk;
    this.#limit = limit;
  }

  /** Watches a file or directory and answers a number for `remove`. Fails with ENOENT and the like, ENOSPC. */
  add(path: string, recursive: boolean, listener: WatchListener): number {
    if (this.#watchers.size >= this.#limit) throw new SystemFailure('ENOSPC', path);
    this.#watchers.set(++this.#last, { path: this.#disk.realpath(path), recursive, listener });
    this.#disk.onChange ??= (kind, directory, name) => this.#tell(kind, directory, name);
    return this.#last;
  }

  remove(number: number): void {
    this.#watchers.delete(number);
    if (this.#watchers.size === 0) this.#disk.onChange = null;
  }

  #tell(kind: 'rename' | 'change', directory: Directory, name: string): void {
    const parent = pathOf(directory);
    const changed = parent === '/' ? `/${name}` : `${parent}/${name}`;
    for (const { path, recursive, listener } of this.#watchers.values()) {
      if (changed === path) listener(kind, name);
      else if (parent === path) listener(kind, name);
      else if (recursive && changed.startsWith(path === '/' ? '/' : `${path}/`)) {
        listener(kind, changed.slice(path === '/' ? 1 : path.length + 1));
      }
    }
  }
}
