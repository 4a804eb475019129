import type { SystemError } from './protocol.ts';

/** A call that failed the way a system call fails: `code` is what Linux would give (`ENOENT`). */
export class SystemFailure extends Error {
  readonly code: string;
  readonly path: string | undefined;
  readonly dest: string | undefined;

  constructor(code: string, path?: string, dest?: string) {
    super(path === undefined ? code : `${code}: ${path}`);
    this.name = 'SystemFailure';
    this.code = code;
    this.path = path;
    this.dest = dest;
  }

  /** The form in which it travels to a process or to the page. */
  toJSON(): SystemError {
    return { code: this.code, path: this.path, dest: this.dest };
  }
}
