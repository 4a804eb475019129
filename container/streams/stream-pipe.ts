/** `internalBinding('stream_pipe')`: a file that goes into a stream's handle, piece by piece as the stream takes it. */

import type { Request } from '../bindings/handle.ts';
import type { enter, later } from '../process/loop.ts';
import type { StreamServices } from './stream-base.ts';

const PIECE = 64 * 1024;

/** The file that the pipe reads: what the library made of `internalBinding('fs').FileHandle`. */
interface Source {
  /** Up to `most` bytes; none at the end. Throws what a system call would. */
  readNext(most: number): Uint8Array;
  onread?: () => void;
}

interface Sink {
  writeBuffer(request: Request, bytes: Uint8Array): number;
  shutdown(request: Request): number;
}

export interface StreamPipeServices extends StreamServices {
  enter: typeof enter;
  later: typeof later;
}

export function createStreamPipeBinding({ Request, streamBaseState, errno, enter, later }: StreamPipeServices) {
  class StreamPipe extends Request {
    readonly source: Source;
    readonly sink: Sink;
    /** The library sets this. */
    declare onunpipe?: () => void;
    #over = false;

    constructor(source: Source, sink: Sink) {
      super();
      this.source = source;
      this.sink = sink;
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

    isClosed(): boolean {
      return this.#over;
    }

    #next(): void {
      if (this.#over) return;
      let bytes: Uint8Array;
      try {
        bytes = this.source.readNext(PIECE);
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

    #tellSource(status: number): void {
      enter(() => {
        streamBaseState[0] = status;
        this.source.onread?.();
      }, this);
    }
  }
  return { StreamPipe };
}
