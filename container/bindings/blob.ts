/** `internalBinding('blob')`: the bytes behind a Blob, all of them in memory. */

import { readFile } from '../process/disk.ts';
import { cloneable } from './cloneable.ts';
import { bytesOf } from './encodings.ts';
import { absolutePath } from './fs_calls.ts';
import type { Binding } from './shape.ts';

const END = 0;
const MORE = 1;

class BlobHandle {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  slice(start: number, end: number): BlobHandle {
    return new BlobHandle(this.#bytes.subarray(start, end));
  }

  /** A reader gives everything at its first `pull`, the end at the next. */
  getReader(): { pull(callback: (status: number, buffer?: ArrayBuffer) => void): void } {
    let isRead = this.#bytes.length === 0;
    return {
      pull: (callback) => {
        if (isRead) return callback(END);
        isRead = true;
        callback(MORE, this.#bytes.slice().buffer as ArrayBuffer);
      },
    };
  }
}

cloneable(
  BlobHandle,
  'BlobHandle',
  (blob) => blob.bytes.slice(), // A part without the whole.
  (bytes) => new BlobHandle(bytes),
);

type DataObject = [handle: BlobHandle, length: number, type: string];

function concat(parts: (ArrayBuffer | ArrayBufferView)[]): ArrayBuffer {
  const all = parts.map((part) => (ArrayBuffer.isView(part) ? bytesOf(part) : new Uint8Array(part)));
  const whole = new Uint8Array(all.reduce((sum, bytes) => sum + bytes.length, 0));
  let at = 0;
  for (const bytes of all) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole.buffer;
}

export function createBlobBinding(): Binding {
  /** What URL.createObjectURL has made addresses for. */
  const objects = new Map<string, DataObject>();
  return {
    createBlob: (sources: (BlobHandle | Uint8Array)[]) =>
      new BlobHandle(
        new Uint8Array(concat(sources.map((source) => (source instanceof BlobHandle ? source.bytes : source)))),
      ),
    /** The file as it is now; Node would read it later. */
    createBlobFromFilePath(path: string): [BlobHandle, number] {
      const bytes = readFile(absolutePath(path));
      return [new BlobHandle(bytes), bytes.length];
    },
    concat,
    storeDataObject: (id: string, ...object: DataObject) => void objects.set(id, object),
    getDataObject: (id: string) => objects.get(id),
    revokeObjectURL(url: string) {
      const id = /^blob:nodedata:(.+)$/.exec(url)?.[1];
      if (id !== undefined) objects.delete(id);
    },
  };
}
