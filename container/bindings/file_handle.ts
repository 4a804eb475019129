/** A file that `fs.promises` opened: what src/node_file.cc calls FileHandle. */

import { notify } from '../process/calls.ts';
import { channelOf, forgetDescriptor } from '../process/descriptors.ts';
import { enter, hold, later, release } from '../process/loop.ts';
import { system } from './fs_calls.ts';
import { Request } from './handle.ts';

export function closeFile(fd: number): void {
  const channel = channelOf(fd);
  forgetDescriptor(fd);
  // Closing a channel tells the kernel that its descriptor is free; anything else is the kernel's own to close.
  if (channel) channel.close(false);
  else system('close', [], 'close', fd);
}

export class FileHandle extends Request {
  #fd: number;
  /** Where a pipe begins to read, and how many bytes it takes; below 0 they are what the file says. */
  readonly offset: number;
  readonly length: number;
  onread?: () => void;

  constructor(fd: number, offset = -1, length = -1) {
    super();
    this.#fd = fd;
    this.offset = offset;
    this.length = length;
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
            closeFile(fd);
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
