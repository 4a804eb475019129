/** Frames as bytes (RFC 9113, sections 4 and 6). */

import { bytesOfText, joinBytes } from '../bytes.ts';
import { FLAG, FRAME } from './codes.ts';

export const HEADER_BYTES = 9;
/** What a client sends before its first frame. */
export const PREFACE = bytesOfText('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

export interface FrameHeader {
  /** Bytes behind this header. */
  length: number;
  type: number;
  flags: number;
  /** The stream; 0 is the connection. */
  stream: number;
}

/** A setting's number and its value. */
export type SettingEntry = [id: number, value: number];

export const uint16 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
export const uint32 = (bytes: Uint8Array, at: number): number =>
  (uint16(bytes, at) * 0x10000 + uint16(bytes, at + 2)) >>> 0;
/** A stream's number or a window's size: the first bit means nothing. */
export const uint31 = (bytes: Uint8Array, at: number): number => uint32(bytes, at) & 0x7fff_ffff;

function put32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

export function readHeader(bytes: Uint8Array, at: number): FrameHeader {
  return {
    length: ((bytes[at] as number) << 16) | uint16(bytes, at + 1),
    type: bytes[at + 3] as number,
    flags: bytes[at + 4] as number,
    stream: uint31(bytes, at + 5),
  };
}

/** A frame with room for its payload. */
function blank(type: number, flags: number, stream: number, length: number): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES + length);
  bytes[0] = length >>> 16;
  bytes[1] = length >>> 8;
  bytes[2] = length;
  bytes[3] = type;
  bytes[4] = flags;
  put32(bytes, 5, stream);
  return bytes;
}

function frame(type: number, flags: number, stream: number, payload: Uint8Array): Uint8Array {
  const bytes = blank(type, flags, stream, payload.length);
  bytes.set(payload, HEADER_BYTES);
  return bytes;
}

/**
 * A DATA frame, in pieces: what it carries is not copied.
 * @param padding bytes beyond the data, of which the first says how many follow; 0 is none, 256 the most
 */
export function dataFrame(stream: number, parts: Uint8Array[], ends: boolean, padding = 0): Uint8Array[] {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const flags = (ends ? FLAG.END_STREAM : 0) | (padding > 0 ? FLAG.PADDED : 0);
  const head = blank(FRAME.DATA, flags, stream, 0);
  head.set([(length + padding) >>> 16, (length + padding) >>> 8, length + padding]);
  if (padding === 0) return [head, ...parts];
  return [head, Uint8Array.of(padding - 1), ...parts, new Uint8Array(padding - 1)];
}

/**
 * A block of headers: a HEADERS frame, and as many of CONTINUATION as it takes.
 * @param most bytes that a frame may carry
 * @param pad chooses the bytes beyond a frame's own, as in `dataFrame`
 */
export function headersFrames(
  stream: number,
  block: Uint8Array,
  ends: boolean,
  most: number,
  pad: (length: number) => number = () => 0,
): Uint8Array {
  const first = block.subarray(0, most);
  const padding = first.length === block.length ? pad(first.length) : 0;
  const start = new Uint8Array(first.length + padding);
  if (padding > 0) start[0] = padding - 1;
  start.set(first, padding > 0 ? 1 : 0);
  const flags = (ends ? FLAG.END_STREAM : 0) | (padding > 0 ? FLAG.PADDED : 0);
  return continued(FRAME.HEADERS, flags, stream, start, block.subarray(first.length), most);
}

/** A promise of a stream, with the request that it would be the answer to. */
export function pushPromiseFrames(stream: number, promised: number, block: Uint8Array, most: number): Uint8Array {
  const first = block.subarray(0, most - 4);
  const start = new Uint8Array(4 + first.length);
  put32(start, 0, promised);
  start.set(first, 4);
  return continued(FRAME.PUSH_PROMISE, 0, stream, start, block.subarray(first.length), most);
}

function continued(
  type: number,
  flags: number,
  stream: number,
  start: Uint8Array,
  rest: Uint8Array,
  most: number,
): Uint8Array {
  if (rest.length === 0) return frame(type, flags | FLAG.END_HEADERS, stream, start);
  const frames = [frame(type, flags, stream, start)];
  for (let at = 0; at < rest.length; at += most) {
    const end = at + most >= rest.length;
    frames.push(frame(FRAME.CONTINUATION, end ? FLAG.END_HEADERS : 0, stream, rest.subarray(at, at + most)));
  }
  return joinBytes(frames);
}

export function resetFrame(stream: number, code: number): Uint8Array {
  const bytes = blank(FRAME.RST_STREAM, 0, stream, 4);
  put32(bytes, HEADER_BYTES, code);
  return bytes;
}

export const settingsFrame = (entries: readonly SettingEntry[]): Uint8Array =>
  frame(FRAME.SETTINGS, 0, 0, packSettings(entries));

export const settingsAckFrame = (): Uint8Array => blank(FRAME.SETTINGS, FLAG.ACK, 0, 0);

/** What a SETTINGS frame carries. */
export function packSettings(entries: readonly SettingEntry[]): Uint8Array {
  const bytes = new Uint8Array(entries.length * 6);
  entries.forEach(([id, value], index) => {
    bytes[index * 6] = id >>> 8;
    bytes[index * 6 + 1] = id;
    put32(bytes, index * 6 + 2, value);
  });
  return bytes;
}

export const pingFrame = (ack: boolean, payload: Uint8Array): Uint8Array =>
  frame(FRAME.PING, ack ? FLAG.ACK : 0, 0, payload);

export function goawayFrame(lastStream: number, code: number, data: Uint8Array): Uint8Array {
  const bytes = blank(FRAME.GOAWAY, 0, 0, 8 + data.length);
  put32(bytes, HEADER_BYTES, lastStream);
  put32(bytes, HEADER_BYTES + 4, code);
  bytes.set(data, HEADER_BYTES + 8);
  return bytes;
}

export function windowUpdateFrame(stream: number, increment: number): Uint8Array {
  const bytes = blank(FRAME.WINDOW_UPDATE, 0, stream, 4);
  put32(bytes, HEADER_BYTES, increment);
  return bytes;
}

export function altsvcFrame(stream: number, origin: Uint8Array, value: Uint8Array): Uint8Array {
  const bytes = blank(FRAME.ALTSVC, 0, stream, 2 + origin.length + value.length);
  bytes[HEADER_BYTES] = origin.length >>> 8;
  bytes[HEADER_BYTES + 1] = origin.length;
  bytes.set(origin, HEADER_BYTES + 2);
  bytes.set(value, HEADER_BYTES + 2 + origin.length);
  return bytes;
}

export function originFrame(origins: readonly Uint8Array[]): Uint8Array {
  const parts = origins.flatMap((origin) => [Uint8Array.of(origin.length >>> 8, origin.length), origin]);
  return frame(FRAME.ORIGIN, 0, 0, joinBytes(parts));
}
