/**
 * `internalBinding('string_decoder')`: decoding in pieces. The state is a small buffer that the library owns; its layout
 * (src/string_decoder.h): bytes 0–3 an incomplete character, 4 bytes missing, 5 bytes buffered, 6 the encoding.
 */

import { bytesOf, decode, type Encoding } from './encodings.ts';
import { encodingFrom } from './buffer.ts';
import { argumentTypeError } from './errno.ts';
import type { Binding } from './shape.ts';

const MISSING = 4;
const BUFFERED = 5;
const ENCODING = 6;

/** How many bytes at the end of `bytes` begin a character that is not complete, and how many more it needs. */
function incompleteTail(bytes: Uint8Array, encoding: Encoding): { keep: number; missing: number } {
  const length = bytes.length;
  if (encoding === 'utf8') {
    for (let back = 1; back <= Math.min(3, length); back++) {
      const byte = bytes[length - back] as number;
      if ((byte & 0xc0) === 0x80) continue; // a continuation: look further back
      const need =
        byte >= 0xf0 && byte <= 0xf4 ? 4 : byte >= 0xe0 && byte < 0xf0 ? 3 : byte >= 0xc2 && byte < 0xe0 ? 2 : 1;
      if (need <= back || !couldContinue(bytes.subarray(length - back))) return { keep: 0, missing: 0 };
      return { keep: back, missing: need - back };
    }
    return { keep: 0, missing: 0 };
  }
  if (encoding === 'ucs2') {
    if (length % 2 === 1) {
      const high = length >= 3 && ((bytes[length - 2] as number) & 0xfc) === 0xd8;
      return high ? { keep: 3, missing: 1 } : { keep: 1, missing: 1 };
    }
    const high = length >= 2 && ((bytes[length - 1] as number) & 0xfc) === 0xd8;
    return high ? { keep: 2, missing: 2 } : { keep: 0, missing: 0 };
  }
  const keep = length % 3; // base64: three bytes make four digits
  return { keep, missing: keep === 0 ? 0 : 3 - keep };
}

/** Whether a UTF-8 lead byte and what follows it can still become a character (no overlong forms, no surrogates). */
function couldContinue(bytes: Uint8Array): boolean {
  const [lead, second] = bytes as unknown as [number, number | undefined];
  if (second === undefined) return true;
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second < 0xa0;
  if (lead === 0xf0) return second >= 0x90;
  if (lead === 0xf4) return second < 0x90;
  return true;
}

function decodePiece(state: Uint8Array, chunk: unknown): string {
  if (typeof chunk === 'string') return chunk;
  if (!ArrayBuffer.isView(chunk)) {
    throw argumentTypeError(
      `The "buf" argument must be an instance of Buffer, TypedArray, or DataView.${chunk === null ? ' Received null' : ''}`,
    );
  }
  const encoding = encodingFrom(state[ENCODING]);
  let bytes = bytesOf(chunk);
  if (encoding === 'ascii' || encoding === 'latin1' || encoding === 'hex') return decode(bytes, encoding);
  const buffered = state[BUFFERED] as number;
  if (buffered > 0) {
    const joined = new Uint8Array(buffered + bytes.length);
    joined.set(state.subarray(0, buffered));
    joined.set(bytes, buffered);
    bytes = joined;
  }
  const { keep, missing } = incompleteTail(bytes, encoding);
  state.set(bytes.subarray(bytes.length - keep));
  state[BUFFERED] = keep;
  state[MISSING] = missing;
  return decode(bytes.subarray(0, bytes.length - keep), encoding);
}

function flush(state: Uint8Array): string {
  const encoding = encodingFrom(state[ENCODING]);
  const buffered = state[BUFFERED] as number;
  state[BUFFERED] = 0;
  state[MISSING] = 0;
  if (buffered === 0) return '';
  const whole = encoding === 'ucs2' ? buffered & ~1 : buffered;
  return decode(state.slice(0, whole), encoding);
}

export function createStringDecoderBinding(): Binding {
  return { decode: decodePiece, flush };
}
