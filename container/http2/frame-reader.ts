/** Takes frames out of a stream of bytes. */

import { FLAG } from './codes.ts';
import { type FrameHeader, HEADER_BYTES, readHeader } from './frames.ts';

export interface Frame extends FrameHeader {
  payload: Uint8Array;
}

const none = new Uint8Array();

export class FrameReader {
  /** What has come and was not taken. */
  #pieces: Uint8Array[] = [];
  #at = 0;
  #available = 0;
  #header: FrameHeader | null = null;

  push(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#pieces.push(bytes);
    this.#available += bytes.length;
  }

  /** Bytes that wait here. */
  get available(): number {
    return this.#available;
  }

  /** The next bytes, or null when there are not so many yet. They are a view of what was pushed where that is possible. */
  take(count: number): Uint8Array | null {
    if (this.#available < count) return null;
    if (count === 0) return none;
    this.#available -= count;
    const first = this.#pieces[0] as Uint8Array;
    if (first.length - this.#at >= count) {
      const bytes = first.subarray(this.#at, this.#at + count);
      this.#skip(count);
      return bytes;
    }
    const bytes = new Uint8Array(count);
    for (let filled = 0; filled < count;) {
      const piece = (this.#pieces[0] as Uint8Array).subarray(this.#at, this.#at + count - filled);
      bytes.set(piece, filled);
      filled += piece.length;
      this.#skip(piece.length);
    }
    return bytes;
  }

  /** The head of the next frame, as soon as it is there. */
  header(): FrameHeader | null {
    if (!this.#header) {
      const bytes = this.take(HEADER_BYTES);
      if (bytes) this.#header = readHeader(bytes, 0);
    }
    return this.#header;
  }

  /** The next frame, when all of it is there. */
  frame(): Frame | null {
    const header = this.header();
    const payload = header && this.take(header.length);
    if (!payload) return null;
    this.#header = null;
    return { ...header, payload };
  }

  /** Forgets what has come. */
  clear(): void {
    this.#pieces = [];
    this.#at = 0;
    this.#available = 0;
    this.#header = null;
  }

  #skip(count: number): void {
    this.#at += count;
    if (this.#at === this.#pieces[0]?.length) {
      this.#pieces.shift();
      this.#at = 0;
    }
  }
}

/**
 * What a frame carries without its padding; null when that is longer than the frame.
 * @param before bytes that it must carry in any case
 */
export function unpadded({ flags, payload }: Frame, before: number): Uint8Array | null {
  if ((flags & FLAG.PADDED) === 0) return payload;
  const padding = payload[0];
  if (padding === undefined || 1 + before + padding > payload.length) return null;
  return payload.subarray(1, payload.length - padding);
}
