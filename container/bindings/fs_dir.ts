/** `internalBinding('fs_dir')`: directories that are read entry by entry. The names are those at the time of opening. */

import type { DirectoryEntry } from '../kernel/protocol.ts';
import { absolutePath, named, type PathLike, system } from './fs_calls.ts';
import { dispatch } from './fs_requests.ts';
import { Request } from './handle.ts';
import type { Binding } from './shape.ts';

class DirHandle extends Request {
  readonly #entries: DirectoryEntry[];
  #at = 0;

  constructor(entries: DirectoryEntry[]) {
    super();
    this.#entries = entries;
  }

  /** The next `count` entries as name, type, name, type…; null at the end. */
  read(encoding: unknown, count: number, request?: unknown): unknown {
    return dispatch(request, () => {
      if (this.#at >= this.#entries.length) return null;
      const entries = this.#entries.slice(this.#at, this.#at + count);
      this.#at += entries.length;
      return entries.flatMap(([name, type]) => [named(name, encoding), type]);
    });
  }

  close(request?: unknown): unknown {
    return dispatch(request, () => undefined); // The kernel holds nothing open.
  }
}

export function createFsDirBinding(): Binding {
  return {
    opendir: (path: PathLike, _encoding: unknown, request: unknown) =>
      dispatch(request, () => new DirHandle(system('opendir', [path], 'readdir', absolutePath(path)))),
    /** Its errors do not name the path, as in Node. */
    opendirSync: (path: PathLike) => new DirHandle(system('opendir', [], 'readdir', absolutePath(path))),
  };
}
