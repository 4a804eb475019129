/** Text to bytes and back in Node's encodings. */

export type Encoding = 'ascii' | 'latin1' | 'utf8' | 'ucs2' | 'hex' | 'base64' | 'base64url';

// The browser's own: this runs before Node's library puts its classes in their places.
const encoder = new TextEncoder();
const utf8Decoder = new TextDecoder('utf-8', { ignoreBOM: true });

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const BASE64URL = `${BASE64.slice(0, 62)}-_`;
/** Character code → six bits, for both alphabets; -1 is no digit. */
const BASE64_DIGITS = new Int8Array(128).fill(-1);
for (const alphabet of [BASE64, BASE64URL]) {
  for (let digit = 0; digit < 64; digit++) BASE64_DIGITS[alphabet.charCodeAt(digit)] = digit;
}
/** Of browsers since 2025; the types do not know them yet. Taken before a program can replace them. */
const { toHex, toBase64 } = Uint8Array.prototype as {
  toHex?: () => string;
  toBase64?: (options?: { alphabet: 'base64url'; omitPadding: boolean }) => string;
};
const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** `String.fromCharCode` takes its characters as arguments, and the stack is finite. */
const CHUNK = 8192;

/** The bytes that a view covers, without copying. */
export function bytesOf(view: ArrayBufferView | ArrayBufferLike): Uint8Array {
  return ArrayBuffer.isView(view)
    ? new Uint8Array(view.buffer, view.byteOffset, view.byteLength)
    : new Uint8Array(view);
}

/** Node's names for one encoding. */
export function normaliseEncoding(name: unknown): Encoding {
  const lower = typeof name === 'string' ? name.toLowerCase() : 'utf8';
  switch (lower) {
    case 'utf-8':
    case '':
    case 'buffer':
      return 'utf8';
    case 'ucs-2':
    case 'utf16le':
    case 'utf-16le':
      return 'ucs2';
    case 'binary':
      return 'latin1';
    default:
      return lower as Encoding;
  }
}

export function utf8Bytes(text: string): Uint8Array {
  return encoder.encode(text);
}

export function encodeInto(text: string, target: Uint8Array): { read: number; written: number } {
  if (target.buffer instanceof SharedArrayBuffer) {
    // Browsers write into memory of one's own only.
    const own = new Uint8Array(target.length);
    const result = encoder.encodeInto(text, own);
    target.set(own.subarray(0, result.written));
    return result;
  }
  return encoder.encodeInto(text, target);
}

function singleByteText(bytes: Uint8Array, mask: number): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const chunk = bytes.subarray(at, at + CHUNK);
    text += String.fromCharCode.apply(null, (mask === 0xff ? chunk : chunk.map((byte) => byte & mask)) as never);
  }
  return text;
}

/** The web's Latin-1, which has letters of its own from 0x80 to 0x9f. */
const webLatin1 = new TextDecoder('latin1');
/** Below this many bytes a decoder takes longer to begin than `String.fromCharCode` to end. */
const SHORT = 64;

function latin1Text(bytes: Uint8Array): string {
  if (bytes.length < SHORT) return singleByteText(bytes, 0xff);
  const text = webLatin1.decode(unshared(bytes));
  return /[^\x00-\x7f\xa0-\xff]/.test(text) ? singleByteText(bytes, 0xff) : text;
}

function ucs2Text(bytes: Uint8Array): string {
  let text = '';
  const units: number[] = [];
  for (let at = 0; at + 1 < bytes.length; at += 2) {
    units.push((bytes[at] as number) | ((bytes[at + 1] as number) << 8));
    if (units.length === CHUNK) text += String.fromCharCode(...units.splice(0));
  }
  return text + String.fromCharCode(...units);
}

function base64Text(bytes: Uint8Array, alphabet: string, padding: boolean): string {
  let text = '';
  let at = 0;
  for (; at + 2 < bytes.length; at += 3) {
    const bits = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    text +=
      (alphabet[bits >> 18] as string) +
      (alphabet[(bits >> 12) & 63] as string) +
      (alphabet[(bits >> 6) & 63] as string) +
      (alphabet[bits & 63] as string);
  }
  const left = bytes.length - at;
  if (left === 0) return text;
  const bits = ((bytes[at] as number) << 16) | (left === 2 ? (bytes[at + 1] as number) << 8 : 0);
  text += (alphabet[bits >> 18] as string) + (alphabet[(bits >> 12) & 63] as string);
  if (left === 2) text += alphabet[(bits >> 6) & 63] as string;
  return padding ? text.padEnd(text.length + 3 - left, '=') : text;
}

/** Decodes bytes to text. */
export function decode(bytes: Uint8Array, encoding: Encoding): string {
  switch (encoding) {
    case 'utf8':
      return utf8Decoder.decode(unshared(bytes));
    case 'ascii':
      return singleByteText(bytes, 0x7f);
    case 'latin1':
      return latin1Text(bytes);
    case 'ucs2':
      return ucs2Text(bytes);
    case 'hex': {
      if (toHex) return toHex.call(bytes);
      let text = '';
      for (const byte of bytes) text += HEX[byte] as string;
      return text;
    }
    case 'base64':
      return toBase64 ? toBase64.call(bytes) : base64Text(bytes, BASE64, true);
    case 'base64url':
      if (toBase64) return toBase64.call(bytes, { alphabet: 'base64url', omitPadding: true });
      return base64Text(bytes, BASE64URL, false);
  }
}

/** TextDecoder refuses shared memory: copy it out first. */
export function unshared(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer ? (bytes as Uint8Array<ArrayBuffer>) : new Uint8Array(bytes);
}

function hexBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1);
  for (let at = 0; at < bytes.length; at++) {
    const pair = text.slice(2 * at, 2 * at + 2);
    // Node stops at the first pair that is no byte.
    if (!/^[0-9a-f]{2}$/i.test(pair)) return bytes.subarray(0, at);
    bytes[at] = parseInt(pair, 16);
  }
  return bytes;
}

function base64Bytes(text: string): Uint8Array {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let count = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3d) break; // '='
    const digit = code < 128 ? (BASE64_DIGITS[code] as number) : -1;
    if (digit < 0) continue; // Node skips what is no digit.
    bits = (bits << 6) | digit;
    count += 6;
    if (count >= 8) {
      count -= 8;
      bytes[length++] = (bits >> count) & 0xff;
      bits &= (1 << count) - 1;
    }
  }
  return bytes.subarray(0, length);
}

/** Encodes text to bytes. */
export function encode(text: string, encoding: Encoding): Uint8Array {
  switch (encoding) {
    case 'utf8':
      return encoder.encode(text);
    case 'ucs2': {
      const bytes = new Uint8Array(text.length * 2);
      for (let at = 0; at < text.length; at++) {
        const unit = text.charCodeAt(at);
        bytes[2 * at] = unit & 0xff;
        bytes[2 * at + 1] = unit >> 8;
      }
      return bytes;
    }
    case 'hex':
      return hexBytes(text);
    case 'base64':
    case 'base64url':
      return base64Bytes(text);
    default: {
      const bytes = new Uint8Array(text.length);
      for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
      return bytes;
    }
  }
}
