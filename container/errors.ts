import type { SystemError } from './kernel/protocol.ts';

/** Why a container did not boot. */
export type BootErrorCode = 'not-isolated' | 'no-shared-memory' | 'assets-missing' | 'frame-failed' | 'timeout';

/** A container did not boot; `message` names the cause and the mend. */
export class BootError extends Error {
  readonly code: BootErrorCode;

  constructor(code: BootErrorCode, message: string) {
    super(message);
    this.name = 'BootError';
    this.code = code;
  }
}

const REASONS: Record<string, string> = {
  EACCES: 'permission denied',
  EAGAIN: 'too many processes are running; stop some first',
  EBUSY: 'it is in use',
  EEXIST: 'it exists already',
  EINVAL: 'invalid argument',
  EIO: 'the container failed inside',
  EISDIR: 'it is a directory',
  ELOOP: 'too many symbolic links',
  EMFILE: 'too many open files',
  ELOST: 'the browser has ended its workers, most likely because a program needed more memory than the browser gives',
  ENOENT: 'no such file or directory',
  ENOEXEC: 'it is not a program',
  ENOSPC: 'the disk is full',
  ENOTDIR: 'a part of the path is not a directory',
  ENOTEMPTY: 'the directory is not empty',
  EPIPE: 'the program does not read its input any more',
  ETORNDOWN: 'the container was torn down',
};

/** Something that a container was asked to do failed. `code` is Linux's (`ENOENT`), `ETORNDOWN` or `ELOST`. */
export class ContainerError extends Error {
  readonly code: string;
  readonly path: string | undefined;

  /** `doing` says what was tried: `readFile 'a.txt'`. */
  constructor(doing: string, error: SystemError) {
    super(`${doing}: ${REASONS[error.code] ?? 'failed'} (${error.code})`);
    this.name = 'ContainerError';
    this.code = error.code;
    this.path = error.path;
  }
}
