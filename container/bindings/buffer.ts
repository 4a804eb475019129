/** `internalBinding('buffer')`: what lies under Node's Buffer. */

import { bytesOf, decode, encode, encodeInto, normaliseEncoding, unshared, type Encoding } from './encodings.ts';
import { argumentTypeError } from './errno.ts';
import { nodeData } from '../process/library.ts';
import { host } from '../process/host.ts';
import { type Binding, standIn } from './shape.ts';
import { isUint8Array } from './types.ts';

const encodingNames = (standIn('string_decoder', nodeData.shapes['string_decoder'])['encodings'] ?? []) as string[];

/** Node passes some encodings by number (enum encoding), some by name. */
export function encodingFrom(value: unknown): Encoding {
  return normaliseEncoding(typeof value === 'number' ? encodingNames[value] : value);
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    if (a[at] !== b[at]) return (a[at] as number) < (b[at] as number) ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

/** indexOf and lastIndexOf; `step` 2 finds two-byte characters at even places only. */
function search(bytes: Uint8Array, needle: Uint8Array, offset: number, forward: boolean, step = 1): number {
  let from = offset < 0 ? offset + bytes.length : offset;
  if (from < 0) {
    if (!forward) return -1;
    from = 0;
  }
  if (needle.length === 0) return Math.min(from, bytes.length);
  const last = bytes.length - needle.length;
  if (last < 0) return -1;
  if (from > last) {
    if (forward) return -1;
    from = last;
  }
  for (let at = from; forward ? at <= last : at >= 0; forward ? at++ : at--) {
    if (at % step !== 0) continue;
    if (step === 1 && forward) {
      at = bytes.indexOf(needle[0] as number, at);
      if (at < 0 || at > last) return -1;
    }
    let matched = 0;
    while (matched < needle.length && bytes[at + matched] === needle[matched]) matched++;
    if (matched === needle.length) return at;
  }
  return -1;
}

function write(
  target: ArrayBufferView,
  text: string,
  offset: number | undefined,
  length: number | undefined,
  encoding: Encoding,
): number {
  const bytes = bytesOf(target);
  const at = offset ?? 0;
  if (at > bytes.length) {
    throw Object.assign(new RangeError('"offset" is outside of buffer bounds'), { code: 'ERR_BUFFER_OUT_OF_BOUNDS' });
  }
  let room = Math.min(length ?? Infinity, bytes.length - at);
  if (encoding === 'utf8') return encodeInto(text, bytes.subarray(at, at + room)).written;
  if (encoding === 'ucs2') room &= ~1;
  const encoded = encode(text, encoding);
  const count = Math.min(encoded.length, room);
  bytes.set(encoded.subarray(0, count), at);
  return count;
}

const writer = (encoding: Encoding) =>
  function (this: ArrayBufferView, text: unknown, offset?: number, length?: number): number {
    if (typeof text !== 'string') throw argumentTypeError('argument must be a string');
    return write(this, text, offset, length, encoding);
  };

const staticWriter =
  (encoding: Encoding) => (target: ArrayBufferView, text: unknown, offset?: number, length?: number) => {
    if (typeof text !== 'string') throw argumentTypeError('argument must be a string');
    return write(target, text, offset, length, encoding);
  };

const slicer = (encoding: Encoding) =>
  function (this: unknown, start?: number, end?: number): string {
    if (!isUint8Array(this) && !ArrayBuffer.isView(this)) throw argumentTypeError('argument must be a buffer');
    const bytes = bytesOf(this as ArrayBufferView);
    const from = start ?? 0;
    const to = Math.min(end ?? bytes.length, bytes.length);
    return from >= to ? '' : decode(bytes.subarray(from, to), encoding);
  };

const swapper = (width: number) => (view: ArrayBufferView) => {
  const bytes = bytesOf(view);
  for (let at = 0; at + width <= bytes.length; at += width) bytes.subarray(at, at + width).reverse();
  return view;
};

/** -1: the value has no bytes; -2: out of range. The library makes the errors. */
function fill(
  view: ArrayBufferView,
  value: unknown,
  start: number,
  end: number,
  encoding: unknown,
): number | undefined {
  const bytes = bytesOf(view);
  if (start < 0 || start > end || end > bytes.length) return -2;
  let pattern: Uint8Array;
  if (typeof value === 'string') pattern = encode(value, encodingFrom(encoding));
  else if (ArrayBuffer.isView(value)) pattern = bytesOf(value);
  else {
    bytes.fill(Number(value) & 0xff, start, end);
    return undefined;
  }
  if (pattern.length === 0) return -1;
  if (start === end) return undefined;
  bytes.set(pattern.subarray(0, end - start), start);
  // Doubles what is filled each round.
  for (let filled = Math.min(pattern.length, end - start); filled < end - start;) {
    const count = Math.min(filled, end - start - filled);
    bytes.copyWithin(start + filled, start, start + count);
    filled += count;
  }
  return undefined;
}

export function createBufferBinding(): Binding {
  const encodings: Encoding[] = ['ascii', 'base64', 'base64url', 'latin1', 'hex', 'ucs2', 'utf8'];
  const fatalDecoder = new host.TextDecoder('utf-8', { fatal: true });
  const stepOf = (encoding: unknown) => (encodingFrom(encoding) === 'ucs2' ? 2 : 1);
  const perEncoding: Binding = {};
  for (const encoding of encodings) {
    perEncoding[`${encoding}Slice`] = slicer(encoding);
    perEncoding[`${encoding}Write`] = writer(encoding);
  }
  return {
    ...perEncoding,
    asciiWriteStatic: staticWriter('latin1'),
    latin1WriteStatic: staticWriter('latin1'),
    utf8WriteStatic: staticWriter('utf8'),
    setBufferPrototype() {}, // C++ makes Buffers of this prototype; here only JavaScript does.
    createUnsafeArrayBuffer: (size: number) => new ArrayBuffer(size),
    byteLengthUtf8: (text: string) => utf8Length(text),
    atob: decodeBase64,
    btoa: encodeBase64,
    compare(a: unknown, b: unknown) {
      if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) throw argumentTypeError('argument must be a buffer');
      return compareBytes(bytesOf(a), bytesOf(b));
    },
    compareOffset: (
      source: ArrayBufferView,
      target: ArrayBufferView,
      targetStart: number,
      sourceStart: number,
      targetLength: number,
      sourceLength: number,
    ) =>
      compareBytes(
        bytesOf(source).subarray(sourceStart, sourceStart + sourceLength),
        bytesOf(target).subarray(targetStart, targetStart + targetLength),
      ),
    copy(source: ArrayBufferView, target: ArrayBufferView, targetStart: number, sourceStart: number, count: number) {
      bytesOf(target).set(bytesOf(source).subarray(sourceStart, sourceStart + count), targetStart);
      return count;
    },
    copyArrayBuffer(
      target: ArrayBuffer,
      targetOffset: number,
      source: ArrayBuffer,
      sourceOffset: number,
      count: number,
    ) {
      new Uint8Array(target, targetOffset, count).set(new Uint8Array(source, sourceOffset, count));
    },
    fill,
    indexOfBuffer: (
      view: ArrayBufferView,
      needle: ArrayBufferView,
      offset: number,
      encoding: unknown,
      forward: boolean,
    ) => search(bytesOf(view), bytesOf(needle), offset, forward, stepOf(encoding)),
    indexOfNumber: (view: ArrayBufferView, needle: number, offset: number, forward: boolean) =>
      search(bytesOf(view), Uint8Array.of(needle), offset, forward),
    indexOfString: (view: ArrayBufferView, needle: string, offset: number, encoding: unknown, forward: boolean) =>
      search(bytesOf(view), encode(needle, encodingFrom(encoding)), offset, forward, stepOf(encoding)),
    swap16: swapper(2),
    swap32: swapper(4),
    swap64: swapper(8),
    isUtf8(view: ArrayBufferView | ArrayBuffer) {
      const bytes = attached(view);
      try {
        fatalDecoder.decode(unshared(bytes));
        return true;
      } catch {
        return false; // TextDecoder's way of saying no.
      }
    },
    isAscii: (view: ArrayBufferView | ArrayBuffer) => attached(view).every((byte) => byte < 0x80),
  };
}

/** The bytes of a view that somebody may have transferred away. */
function attached(view: ArrayBufferView | ArrayBuffer): Uint8Array {
  const buffer = ArrayBuffer.isView(view) ? view.buffer : view;
  if ((buffer as { detached?: boolean }).detached) {
    throw Object.assign(new Error('Cannot validate on a detached buffer'), { code: 'ERR_INVALID_STATE' });
  }
  return bytesOf(view);
}

function utf8Length(text: string): number {
  let length = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) length += 1;
    else if (unit < 0x800) length += 2;
    else if (unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
      length += 4;
      at++;
    } else length += 3; // A lone surrogate becomes U+FFFD: three bytes too.
  }
  return length;
}

/** -1: a character outside Latin-1. */
function encodeBase64(text: string): string | number {
  for (let at = 0; at < text.length; at++) if (text.charCodeAt(at) > 0xff) return -1;
  return decode(encode(text, 'latin1'), 'base64');
}

/** -2: a character that is no digit; -1: one digit too many (as lib/buffer.js reads them). */
function decodeBase64(text: string): string | number {
  const compact = text.replace(/[\t\n\f\r ]+/g, '');
  const digits = compact.length % 4 === 0 ? compact.replace(/={1,2}$/, '') : compact;
  if (/[^A-Za-z0-9+/]/.test(digits)) return -2;
  if (digits.length % 4 === 1) return -1;
  return decode(encode(digits, 'base64'), 'latin1');
}
