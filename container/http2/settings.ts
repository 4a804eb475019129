/** Settings and options, in the arrays that the library shares with its binding. */

import { SETTING } from './codes.ts';
import type { Settings } from './connection.ts';
import type { SettingEntry } from './frames.ts';

/** Place in the array → the setting's number, in the order of the numbers, and our name of it. */
const SETTINGS: readonly [index: number, id: number, name: keyof Settings][] = [
  [0, SETTING.HEADER_TABLE_SIZE, 'headerTableSize'],
  [1, SETTING.ENABLE_PUSH, 'enablePush'],
  [4, SETTING.MAX_CONCURRENT_STREAMS, 'maxConcurrentStreams'],
  [2, SETTING.INITIAL_WINDOW_SIZE, 'initialWindowSize'],
  [3, SETTING.MAX_FRAME_SIZE, 'maxFrameSize'],
  [5, SETTING.MAX_HEADER_LIST_SIZE, 'maxHeaderListSize'],
  [6, SETTING.ENABLE_CONNECT_PROTOCOL, 'enableConnectProtocol'],
];
/** Which of them are there, by bits. */
const FLAGS = 7;
/** How many further ones, as pairs of number and value behind. */
const CUSTOM_COUNT = 8;
const CUSTOM = 9;
const MOST_CUSTOM = 10;

/** What Node says that it allows before anything was said. */
const DEFAULTS: Partial<Settings> = {
  headerTableSize: 4096,
  enablePush: 1,
  initialWindowSize: 65_535,
  maxFrameSize: 16_384,
  maxConcurrentStreams: 0xffff_ffff,
  maxHeaderListSize: 65_535,
  enableConnectProtocol: 0,
};

/** The settings that the library wants to have sent. */
export function readSettings(buffer: Uint32Array): SettingEntry[] {
  const flags = buffer[FLAGS] as number;
  const entries: SettingEntry[] = [];
  for (const [index, id] of SETTINGS) if ((flags & (1 << index)) !== 0) entries.push([id, buffer[index] as number]);
  for (let at = 0; at < Math.min(buffer[CUSTOM_COUNT] as number, MOST_CUSTOM); at++) {
    entries.push([(buffer[CUSTOM + 2 * at] as number) & 0xffff, buffer[CUSTOM + 2 * at + 1] as number]);
  }
  return entries;
}

/** Numbers of further settings that the library wants to hear of. */
export function readCustomIds(buffer: Uint32Array): number[] {
  const count = Math.min(buffer[CUSTOM_COUNT] as number, MOST_CUSTOM);
  return Array.from({ length: count }, (_, at) => (buffer[CUSTOM + 2 * at] as number) & 0xffff);
}

export function writeSettings(buffer: Uint32Array, settings: Settings, custom: ReadonlyMap<number, number>): void {
  for (const [index, , name] of SETTINGS) buffer[index] = settings[name];
  buffer[CUSTOM_COUNT] = custom.size;
  [...custom].forEach((entry, at) => buffer.set(entry, CUSTOM + 2 * at));
}

export function writeDefaults(buffer: Uint32Array): void {
  let flags = 0;
  for (const [index, , name] of SETTINGS) {
    buffer[index] = DEFAULTS[name] as number;
    flags |= 1 << index;
  }
  buffer[FLAGS] = flags;
}

/** Further settings of one side, by number; more than there is room for are not kept. */
export function keepCustom(
  kept: Map<number, number>,
  entries: readonly SettingEntry[],
  wanted: (id: number) => boolean,
): void {
  for (const [id, value] of entries) {
    if (
      id >= FLAGS &&
      id !== SETTING.ENABLE_CONNECT_PROTOCOL &&
      wanted(id) &&
      (kept.has(id) || kept.size < MOST_CUSTOM)
    ) {
      kept.set(id, value);
    }
  }
}

/** What a session was made with. */
export interface SessionOptions {
  maxDeflateTable: number;
  maxReservedStreams: number;
  maxSendHeaders: number;
  peerMaxStreams: number;
  padding: number;
  maxHeaderPairs: number;
  maxPings: number;
  maxUnacknowledged: number;
  /** Bytes. */
  maxMemory: number;
  maxSettings: number;
  resetRate: number;
  resetBurst: number;
  strictSpace: boolean;
}

const OPTION_FLAGS = 13;

export function readOptions(buffer: Uint32Array): SessionOptions {
  const flags = buffer[OPTION_FLAGS] as number;
  const option = (index: number, otherwise: number): number =>
    (flags & (1 << index)) !== 0 ? (buffer[index] as number) : otherwise;
  return {
    maxDeflateTable: option(0, 4096),
    maxReservedStreams: option(1, 200),
    maxSendHeaders: option(2, 65_536),
    peerMaxStreams: option(3, 100),
    padding: option(4, 0),
    maxHeaderPairs: option(5, 128),
    maxPings: option(6, 10),
    maxUnacknowledged: option(7, 10),
    maxMemory: option(8, 10) * 1_000_000,
    maxSettings: option(9, 32),
    resetRate: option(10, 33),
    resetBurst: option(11, 1000),
    strictSpace: option(12, 0) === 0,
  };
}

/** `PADDING_STRATEGY_ALIGNED` and `PADDING_STRATEGY_MAX` */
const ALIGNED = 1;
const MAX = 2;
const FRAME_HEADER = 9;

/** How long a frame of `length` bytes becomes, of `most` at the utmost. */
export function paddedLength(strategy: number, length: number, most: number): number {
  if (strategy === MAX) return most;
  if (strategy !== ALIGNED) return length;
  const over = (length + FRAME_HEADER) % 8;
  return over === 0 ? length : Math.min(most, length + 8 - over);
}
