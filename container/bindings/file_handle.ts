/** A file that `fs.promises` opened: what src/node_file.cc calls FileHandle. */

import { notify } from '../process/calls.ts';
import { enter, hold, later, release } from '../process/loop.ts';
import { Request } from './handle.ts';

export class FileHandle extends Request {
  #fd: number;
  readonly #close: (fd: number) => void;
  onread?: unknown;

  constructor(fd: number, close: (fd: number) => void) {
    super();
    this.#fd = fd;
    this.#close = close;
  }

  get fd(): number {
    return this.#fd;
  }

  close(): Promise<void> {
    const fd = this.releaseFD();
    hold();
    return new Promise((resolve, reject) => {
      later(() => {
        release();
        enter(() => {
          try {
            this.#close(fd);
            resolve();
          } catch (error) {
            reject(error as Error);
          }
        }, undefined);
      });
    });
  }

  /** Hands the descriptor over: this object no longer closes it. */
  releaseFD(): number {
    const fd = this.#fd;
    this.#fd = -1;
    return fd;
  }

  /** The same for another thread: the descriptor stays open when this thread ends. */
  sendFD(): number {
    const fd = this.releaseFD();
    notify({ type: 'keep-file', fd });
    return fd;
  }
}
