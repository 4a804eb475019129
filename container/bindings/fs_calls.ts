/** Kernel calls as the library makes them: with paths and names of its kinds, and with errors of its own. */

import type { CallName, Calls } from '../kernel/protocol.ts';
import { call, KernelError } from '../process/calls.ts';
import { host } from '../process/host.ts';
import { library } from '../process/library.ts';
import { bytesOf, unshared } from './encodings.ts';
import { systemException } from './errno.ts';

export type PathLike = string | Uint8Array;

const utf8 = new host.TextDecoder('utf-8');

/** A path as text. */
export const textOf = (path: PathLike): string =>
  typeof path === 'string' ? path : utf8.decode(unshared(bytesOf(path)));

/**
 * The absolute, normalised form of a path that the library passed. An empty one stays so: it names nothing. A slash at
 * its end stays too: it asks for a directory.
 */
export function absolutePath(path: PathLike): string {
  const { resolve } = library.require('path') as { resolve(...parts: string[]): string };
  const text = textOf(path);
  if (text === '') return '';
  const absolute = resolve((library.process['cwd'] as () => string)(), text);
  return text.endsWith('/') && absolute !== '/' ? `${absolute}/` : absolute;
}

/** A kernel call whose failure becomes Node's own error. */
export function system<Name extends CallName>(
  syscall: string,
  paths: PathLike[],
  name: Name,
  ...args: Calls[Name][0]
): Calls[Name][1] {
  try {
    return call(name, ...args);
  } catch (error) {
    throw toException(error, syscall, paths);
  }
}

/** Node's error of a call that has failed, and anything else as it is. */
export function toException(error: unknown, syscall: string, paths: PathLike[]): unknown {
  if (!(error instanceof KernelError)) return error;
  const [path, dest] = paths;
  return systemException(
    error.code,
    syscall,
    path === undefined ? undefined : textOf(path),
    dest === undefined ? undefined : textOf(dest),
  );
}

/** Names come back in the encoding that the caller asked for. */
export function named(name: string, encoding: unknown): unknown {
  if (encoding === undefined || encoding === 'utf8' || encoding === 'utf-8') return name;
  const { Buffer } = library.require('buffer') as {
    Buffer: { from(text: string): { toString(encoding: string): string } };
  };
  const bytes = Buffer.from(name);
  return encoding === 'buffer' ? bytes : bytes.toString(encoding as string);
}
