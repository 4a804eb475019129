/** What the library calls on every stream's handle (Node's StreamBase), for handles that are no libuv streams. */

import type { bytesOf, encode } from '../bindings/encodings.ts';
import type { Request } from '../bindings/handle.ts';
import type { partsOf } from '../bindings/stream_wrap.ts';
import { FIELD } from './fields.ts';

/** What a part that is fetched when it is used takes from the process's own script for its streams. */
export interface StreamServices {
  Request: typeof Request;
  streamBaseState: Int32Array;
  encode: typeof encode;
  partsOf: typeof partsOf;
  bytesOf: typeof bytesOf;
  /** The number of an error code. */
  errno: (code: string) => number;
}

/** Takes the bytes of a stream in place of the library. */
export interface Consumer {
  /** @param from whether the event loop brings them, or the program's own code, in whose middle no tick may run */
  feed(bytes: Uint8Array, from?: 'loop' | 'program'): void;
}

/** Makes the class: what it extends is the process's own. */
export function defineStreamBase({ Request, streamBaseState, ...services }: StreamServices) {
  const { encode, partsOf, bytesOf } = services;

  abstract class StreamBase extends Request {
    readonly isStreamBase = true;
    readonly fd = -1;
    bytesRead = 0;
    bytesWritten = 0;
    consumer: Consumer | null = null;
    /** The library sets this: called with the bytes, or with undefined and the error in streamBaseState. */
    declare onread?: (buffer: ArrayBufferLike | undefined) => unknown;

    /** Writes, and completes the request later. */
    protected abstract write(request: Request, parts: Uint8Array[]): number;

    writeBuffer(request: Request, buffer: Uint8Array): number {
      return this.#write(request, [bytesOf(buffer)]);
    }

    writeUtf8String(request: Request, text: string): number {
      return this.#write(request, [encode(text, 'utf8')]);
    }

    writeLatin1String(request: Request, text: string): number {
      return this.#write(request, [encode(text, 'latin1')]);
    }

    writeAsciiString(request: Request, text: string): number {
      return this.#write(request, [encode(text, 'latin1')]);
    }

    writeUcs2String(request: Request, text: string): number {
      return this.#write(request, [encode(text, 'ucs2')]);
    }

    writev(request: Request, chunks: unknown[], allBuffers: boolean): number {
      return this.#write(request, partsOf(chunks, allBuffers));
    }

    /** Hands bytes to the library. */
    protected deliver(bytes: Uint8Array): void {
      this.bytesRead += bytes.length;
      streamBaseState[FIELD.READ_BYTES_OR_ERROR] = bytes.length;
      streamBaseState[FIELD.ARRAY_BUFFER_OFFSET] = bytes.byteOffset;
      this.onread?.(bytes.buffer);
    }

    /** Tells the library that nothing comes any more, and why. */
    protected deliverError(code: string): void {
      streamBaseState[FIELD.READ_BYTES_OR_ERROR] = services.errno(code);
      streamBaseState[FIELD.ARRAY_BUFFER_OFFSET] = 0;
      this.onread?.(undefined);
    }

    #write(request: Request, parts: Uint8Array[]): number {
      const length = parts.reduce((sum, part) => sum + part.length, 0);
      streamBaseState[FIELD.BYTES_WRITTEN] = length;
      streamBaseState[FIELD.LAST_WRITE_WAS_ASYNC] = 1;
      const status = this.write(request, parts);
      if (status === 0) this.bytesWritten += length;
      else streamBaseState[FIELD.LAST_WRITE_WAS_ASYNC] = 0;
      return status;
    }
  }
  return StreamBase;
}
