/** What a connection tells of what it reads and writes, and asks for. */

import type { Category } from './codes.ts';
import type { SettingEntry } from './frames.ts';
import type { Field } from './header-table.ts';

/** What there is to send on a stream. */
export interface Outgoing {
  parts: Uint8Array[];
  /** Nothing comes behind it. */
  ends: boolean;
  /** But trailers, which end the stream in its place. */
  trailers: boolean;
}

export interface Listener {
  /** A block of headers begins: `refuse` resets the stream, `fatal` ends the connection. */
  beginHeaders(stream: number, category: Category): 'take' | 'refuse' | 'fatal';
  /** False: no more of this block, whose stream was reset. */
  header(stream: number, field: Field): boolean;
  /** The block is whole. @param flags of its frame */
  headers(stream: number, flags: number): void;
  /** A piece of data. The listener says what it has used up. */
  data(stream: number, bytes: Uint8Array): void;
  /** A frame of data is whole. False ends the connection. */
  dataFrame(stream: number, length: number, ends: boolean): boolean;
  priority(stream: number, parent: number, weight: number, exclusive: boolean): void;
  settingsReceived(entries: readonly SettingEntry[]): void;
  settingsAck(): void;
  pingReceived(payload: Uint8Array): void;
  pingAck(payload: Uint8Array): void;
  goawayReceived(code: number, lastStream: number, data: Uint8Array): void;
  altsvcReceived(stream: number, origin: Uint8Array, value: Uint8Array): void;
  originReceived(origins: Uint8Array[]): void;
  /** A GOAWAY goes, whoever has asked for it. */
  goawaySent(): void;
  /** Something came that may not come there. False ends the connection. */
  invalidFrame(failure: number): boolean;
  /** The other side does not speak HTTP/2. */
  notHttp2(): void;
  /** Nothing of the stream comes or goes any more. */
  streamClosed(stream: number, code: number): void;
  /** A frame could not be sent. @param type of the frame */
  notSent(stream: number, type: number, failure: number): void;
  /** Up to `most` bytes that the stream is to send; null when it has none for now. */
  outgoing(stream: number, most: number): Outgoing | null;
}

export interface ConnectionOptions {
  isServer: boolean;
  /** Bytes that our table for header compression may have. */
  maxDeflateTable: number;
  /** Streams that the other side may promise. */
  maxReservedStreams: number;
  /** Bytes of a block of headers that we send. */
  maxSendHeaders: number;
  /** Streams that we begin before we have heard how many may be. */
  peerMaxStreams: number;
  /** Settings in one frame. */
  maxSettings: number;
  /** Resets a second that are borne on the whole, and how many at once. */
  resetRate: number;
  resetBurst: number;
  strictSpace: boolean;
  /** Bytes to add to a frame of `length` bytes that may have `most`. */
  pad: (length: number, most: number) => number;
  /** Milliseconds of any clock that goes forward. */
  now: () => number;
}
