/** `internalBinding('stream_pipe')`: a file that goes into a stream's handle, piece by piece as the stream takes it. */

import type { Request } from '../bindings/handle.ts';
import type { library } from '../process/library.ts';
import type { enter, later } from '../process/loop.ts';
import { FIELD } from './fields.ts';
import type { StreamServices } from './stream-base.ts';

const PIECE = 64 * 1024;

/** The file that the pipe reads: what the library made of `internalBinding('fs').FileHandle`. */
interface Source {
  readonly fd: number;
  readonly offset: number;
  readonly length: number;
  onread?: () => void;
}

/** `internalBinding('fs').read`; throws what a system call would. */
type Read = (fd: number, target: Uint8Array, offset: number, length: number, position: number) => number;

interface Sink {
  writeBuffer(request: Request, bytes: Uint8Array): number;
  shutdown(request: Request): number;
}

export interface StreamPipeServices extends StreamServices {
  enter: typeof enter;
  later: typeof later;
  library: typeof library;
}

export function createStreamPipeBinding(services: StreamPipeServices) {
  const { Request, streamBaseState, errno, enter, later, library } = services;

  class StreamPipe extends Request {
    readonly source: Source;
    readonly sink: Sink;
    /** The library sets this. */
    declare onunpipe?: () => void;
    /** Where the next piece begins, and how many bytes there are still to come; below 0 they are what the file says. */
    #at: number;
    #left: number;
    #over = false;

    constructor(source: Source, sink: Sink) {
      super();
      this.source = source;
      this.sink = sink;
      this.#at = source.offset;
      this.#left = source.length;
    }

    start(): void {
      later(() => this.#next());
    }

    unpipe(): void {
      if (this.#over) return;
      this.#over = true;
      later(() => {
        if (this.onunpipe) enter(this.onunpipe, this);
      });
    }

    #next(): void {
      if (this.#over) return;
      let bytes: Uint8Array;
      try {
        bytes = this.#read();
      } catch (error) {
        this.#tellSource((error as { errno?: number }).errno ?? errno('EIO'));
        this.unpipe();
        return;
      }
      if (bytes.length === 0) {
        this.#tellSource(errno('EOF'));
        enter(() => this.sink.shutdown(new Request()), this);
        this.unpipe();
        return;
      }
      const request = new Request();
      request.oncomplete = (status) => {
        if (status === 0) later(() => this.#next());
        else this.unpipe();
      };
      const status = enter(() => this.sink.writeBuffer(request, bytes), this);
      if (status !== 0) this.unpipe();
    }

    /** The next bytes; none at the end. */
    #read(): Uint8Array {
      const { read } = library.internalBinding('fs') as { read: Read };
      const target = new Uint8Array(this.#left < 0 ? PIECE : Math.min(PIECE, this.#left));
      const count = read(this.source.fd, target, 0, target.length, this.#at);
      if (this.#at >= 0) this.#at += count;
      if (this.#left >= 0) this.#left -= count;
      return target.subarray(0, count);
    }

    #tellSource(status: number): void {
      enter(() => {
        streamBaseState[FIELD.READ_BYTES_OR_ERROR] = status;
        this.source.onread?.();
      }, this);
    }
  }
  return { StreamPipe };
}
