/** libuv's error numbers, and Node's errors of them. */

import { KernelError } from '../process/calls.ts';
import { nodeData } from '../process/library.ts';
import type { Binding } from './shape.ts';

const byNumber = new Map<number, [code: string, message: string]>(nodeData.errno);
const byCode = new Map<string, number>(nodeData.errno.map(([number, [code]]) => [code, number]));

/** The negative number of an error code: `errno('ENOENT')` is -2. */
export function errno(code: string): number {
  const number = byCode.get(code);
  if (number === undefined) throw new Error(`libuv has no error ${code}`);
  return number;
}

/** The number of an error that a kernel call threw; anything else is thrown on. */
export function errnoOf(error: unknown): number {
  if (error instanceof KernelError) return errno(error.code);
  throw error;
}

/** What C++ throws for an argument of a wrong kind (THROW_ERR_INVALID_ARG_TYPE). */
export function argumentTypeError(message: string): TypeError {
  return Object.assign(new TypeError(message), { code: 'ERR_INVALID_ARG_TYPE' });
}

/** Node's UVException (src/api/exceptions.cc). */
export interface SystemException extends Error {
  errno: number;
  code: string;
  syscall: string;
  path?: string;
  dest?: string;
}

/** Makes the error that Node throws for a failed system call. */
export function systemException(code: string, syscall: string, path?: string, dest?: string): SystemException {
  const number = errno(code);
  const message = byNumber.get(number)?.[1] ?? 'unknown error';
  const places = (path === undefined ? '' : ` '${path}'`) + (dest === undefined ? '' : ` -> '${dest}'`);
  const error = new Error(`${code}: ${message}, ${syscall}${places}`) as SystemException;
  error.errno = number;
  error.code = code;
  error.syscall = syscall;
  if (path !== undefined) error.path = path;
  if (dest !== undefined) error.dest = dest;
  return error;
}

export function createUvBinding(): Binding {
  return {
    errname: (number: number) => byNumber.get(number)?.[0] ?? `Unknown system error ${number}`,
    getErrorMap: () => new Map(byNumber),
    getErrorMessage: (number: number) => byNumber.get(number)?.[1] ?? `Unknown system error ${number}`,
  };
}
