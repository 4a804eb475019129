/** `internalBinding('js_stream')`: a handle whose other side is a stream of the program's own. */

import type { Request } from '../bindings/handle.ts';
import type { library } from '../process/library.ts';
import type { enter, later } from '../process/loop.ts';
import { defineStreamBase, type StreamServices } from './stream-base.ts';

export interface JSStreamServices extends StreamServices {
  enter: typeof enter;
  later: typeof later;
  library: typeof library;
}

export function createJSStreamBinding(services: JSStreamServices) {
  const StreamBase = defineStreamBase(services);
  const { enter, later } = services;

  class JSStream extends StreamBase {
    // The library sets these.
    declare onreadstart: () => number;
    declare onreadstop: () => number;
    declare onshutdown: (request: Request) => number;
    declare onwrite: (request: Request, parts: Uint8Array[]) => number;

    readStart(): number {
      return this.onreadstart();
    }

    readStop(): number {
      return this.onreadstop();
    }

    shutdown(request: Request): number {
      return this.onshutdown(request);
    }

    finishWrite(request: Request, status: number): void {
      this.#finish(request, status);
    }

    finishShutdown(request: Request, status: number): void {
      this.#finish(request, status);
    }

    /** Bytes have come, which the program's own code brings. */
    readBuffer(chunk: Uint8Array): void {
      const bytes = services.bytesOf(chunk).slice();
      if (this.consumer) this.consumer.feed(bytes, 'program');
      else this.deliver(bytes);
    }

    /** Later: who has taken the bytes may not be through with them. */
    emitEOF(): void {
      later(() => enter(() => this.deliverError('EOF'), this));
    }

    protected override write(request: Request, parts: Uint8Array[]): number {
      const { Buffer } = services.library.require('buffer') as { Buffer: { from(bytes: ArrayBufferLike): Uint8Array } };
      return this.onwrite(
        request,
        parts.map((part) => Buffer.from(part.slice().buffer)),
      );
    }

    #finish(request: Request, status: number): void {
      request.oncomplete?.(status, this, undefined);
    }
  }
  return { JSStream };
}
