/** How an operation of the file system answers: at once, through a callback or by a promise. */

import { channelOf } from '../process/descriptors.ts';
import { enter, hold, later, release } from '../process/loop.ts';
import { isolateSymbols } from '../process/library.ts';
import { Request } from './handle.ts';

/** Calls back when an operation that does not answer at once may be done. */
export type Wait = (then: () => void) => void;

export const usePromises = isolateSymbols['fs_use_promises_symbol'] as symbol;

export class FSReqCallback extends Request {
  readonly bigint: boolean;
  constructor(bigint = false) {
    super();
    this.bigint = bigint;
  }
}

function complete(request: FSReqCallback, run: () => unknown, wait: Wait): void {
  request.begin();
  wait(() => {
    request.end();
    let error: unknown = null;
    let result: unknown;
    try {
      result = run();
    } catch (thrown) {
      error = thrown;
    }
    if (!request.oncomplete) return;
    if (result === undefined) enter(request.oncomplete, request, error);
    else enter(request.oncomplete, request, error, result);
  });
}

function promise(run: () => unknown, wait: Wait): Promise<unknown> {
  hold();
  return new Promise((resolve, reject) => {
    wait(() => {
      release();
      enter(() => {
        try {
          resolve(run());
        } catch (error) {
          reject(error as Error);
        }
      }, undefined);
    });
  });
}

/**
 * Answers at once, through a callback, or by a promise, as the argument in the request's place says. What does not
 * answer at once comes when `wait` says so.
 */
export function dispatch(request: unknown, run: () => unknown, wait: Wait = later): unknown {
  if (request instanceof FSReqCallback) return void complete(request, run, wait);
  if (request === usePromises) return promise(run, wait);
  return run();
}

/** A pipe may have nothing to read yet, and nobody but its reader is to wait for it. */
export function untilReadable(fd: number): Wait {
  const channel = channelOf(fd);
  return channel ? (then) => channel.whenReadable(() => later(then)) : later;
}
