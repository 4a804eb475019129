/** A file that `fs.promises` opened: what src/node_file.cc calls FileHandle. */

import { notify } from '../process/calls.ts';
import { enter, hold, later, release } from '../process/loop.ts';
import { Request } from './handle.ts';

export abstract class OpenFile extends Request {
  #fd: number;
  /** Where the next piece is read, and how many bytes there are of it; below 0 they are what the file says. */
  #at: number;
  #left: number;
  onread?: () => void;

  constructor(fd: number, offset: number, length: number) {
    super();
    this.#fd = fd;
    this.#at = offset;
    this.#left = length;
  }

  protected abstract read(fd: number, target: Uint8Array, at: number): number;
  protected abstract closeFile(fd: number): void;

  /** The next bytes, up to `most`; none at the end. */
  readNext(most: number): Uint8Array {
    const target = new Uint8Array(this.#left < 0 ? most : Math.min(most, this.#left));
    const count = target.length === 0 ? 0 : this.read(this.#fd, target, this.#at);
    if (this.#at >= 0) this.#at += count;
    if (this.#left >= 0) this.#left -= count;
    return target.subarray(0, count);
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
            this.closeFile(fd);
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
