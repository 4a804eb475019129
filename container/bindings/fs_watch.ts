/** Watching the disk: `internalBinding('fs_event_wrap')` for fs.watch, and the StatWatcher of fs.watchFile. */

import { call, KernelError } from '../process/calls.ts';
import { statOrNull } from '../process/disk.ts';
import { host } from '../process/host.ts';
import { enter, later } from '../process/loop.ts';
import { errno, errnoOf } from './errno.ts';
import { bothStats } from './fs.ts';
import { absolutePath, named, type PathLike } from './fs_calls.ts';
import { Handle } from './handle.ts';
import type { Binding } from './shape.ts';

const watchers = new Map<number, FSEvent>();

class FSEvent extends Handle {
  /** Set by the library. */
  declare onchange: (status: number, kind: string, name: unknown) => void;
  #watcher: number | null = null;
  #encoding: unknown;

  override get resourceName(): string {
    return 'FSEventWrap';
  }

  get initialized(): boolean {
    return this.#watcher !== null;
  }

  start(path: PathLike, persistent: boolean, recursive: boolean, encoding: unknown): number {
    try {
      this.#watcher = call('watch', absolutePath(path), recursive);
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      return errnoOf(error);
    }
    this.#encoding = encoding;
    watchers.set(this.#watcher, this);
    if (!persistent) this.unref();
    this.updateLiveness();
    return 0;
  }

  tell(kind: string, name: string): void {
    enter(this.onchange, this, 0, kind, named(name, this.#encoding));
  }

  protected override isActive(): boolean {
    return this.initialized;
  }

  protected override onClose(): void {
    if (this.#watcher === null) return;
    call('unwatch', this.#watcher);
    watchers.delete(this.#watcher);
    this.#watcher = null;
  }
}

/** The kernel tells of a change below a path that this process watches. */
export function onDiskChange(watcher: number, kind: string, name: string): void {
  watchers.get(watcher)?.tell(kind, name);
}

export function createFsEventBinding(): Binding {
  return { FSEvent };
}

const GONE: number[] = new Array<number>(18).fill(0);
/** What of a file's stat does not tell of a change: the time of the last reading. */
const ACCESS_TIME = [10, 11];

const differ = (a: number[], b: number[]): boolean =>
  a.some((field, at) => field !== b[at] && !ACCESS_TIME.includes(at));

/** Looks at a file's stat again and again, as libuv's uv_fs_poll does. */
export class StatWatcher extends Handle {
  /** Set by the library. */
  declare onchange: (status: number, stats: Float64Array | BigInt64Array) => void;
  readonly #bigint: boolean;
  #timer: number | undefined;
  #path = '';
  #last: number[] | null = null;
  #missing = false;

  override get resourceName(): string {
    return 'StatWatcher';
  }

  constructor(bigint: boolean) {
    super();
    this.#bigint = bigint;
  }

  start(path: PathLike, interval: number): number {
    this.#path = absolutePath(path);
    this.#look(Math.max(1, interval));
    this.updateLiveness();
    return 0;
  }

  #look(interval: number): void {
    this.#timer = host.setTimeout(() => this.#look(interval), interval);
    const now = statOrNull(this.#path);
    const last = this.#last;
    if (!now) {
      if (this.#missing) return;
      this.#missing = true;
      this.#tell(errno('ENOENT'), GONE, last ?? GONE);
      return;
    }
    this.#last = now;
    if (this.#missing || (last && differ(last, now))) this.#tell(0, now, this.#missing ? (last ?? GONE) : last!);
    this.#missing = false;
  }

  /** In a macrotask of its own when it starts: the library is not ready before. */
  #tell(status: number, now: number[], before: number[]): void {
    later(() => {
      if (!this.closed) enter(() => this.onchange(status, bothStats(now, before, this.#bigint)), this);
    });
  }

  protected override isActive(): boolean {
    return this.#timer !== undefined;
  }

  protected override onClose(): void {
    host.clearTimeout(this.#timer!);
    this.#timer = undefined;
  }
}
