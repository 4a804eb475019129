/**
 * What Node's C++ checks of a file operation's arguments (src/node_file.cc). These errors are thrown at once, also where
 * a callback waits.
 */

import { library } from '../process/library.ts';
import { argumentTypeError } from './errno.ts';

const MAX_DESCRIPTOR = 2 ** 31 - 1;

/** The bits of access(2), and those of copyFile. */
const MAX_MODE = 7;

/** Throws ERR_INVALID_ARG_TYPE or ERR_OUT_OF_RANGE. */
export function checkDescriptor(fd: unknown): void {
  if (Number.isInteger(fd)) {
    // The library would put separators into a large number; C++ does not.
    const message = `The value of "fd" is out of range. It must be >= 0 && <= ${MAX_DESCRIPTOR}. Received ${String(fd)}`;
    return checkRange(fd as number, MAX_DESCRIPTOR, message);
  }
  const validators = library.require('internal/validators') as { validateInteger(value: unknown, name: string): void };
  validators.validateInteger(fd, 'fd');
}

function checkRange(value: number, max: number, message: string): void {
  if (value < 0 || value > max) throw Object.assign(new RangeError(message), { code: 'ERR_OUT_OF_RANGE' });
}

/** The same for the mode of `access` and `copyFile`. */
function checkMode(mode: unknown): void {
  if (mode === undefined || mode === null) return;
  if (!Number.isInteger(mode)) {
    throw argumentTypeError('mode must be int32 or null/undefined');
  }
  checkRange(mode as number, MAX_MODE, `mode is out of range: >= 0 && <= ${MAX_MODE}`);
}

const descriptorFirst = (args: unknown[]): void => checkDescriptor(args[0]);

/** By the name of the operation. */
export const checks: Record<string, (args: unknown[]) => void> = {
  access: (args) => checkMode(args[1]),
  copyFile: (args) => checkMode(args[2]),
  close: descriptorFirst,
  read: descriptorFirst,
  readBuffers: descriptorFirst,
  writeBuffer: descriptorFirst,
  writeBuffers: descriptorFirst,
  writeString: descriptorFirst,
  ftruncate: descriptorFirst,
  fsync: descriptorFirst,
  fdatasync: descriptorFirst,
  fchmod: descriptorFirst,
  fchown: descriptorFirst,
  futimes: descriptorFirst,
};
