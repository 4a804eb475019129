/**
 * The disk as this process sees it: kernel calls, with a cache in front of what module loading asks again and again.
 * The kernel counts changes in shared memory, so a cached answer is known to be true without asking.
 */

import { NAMES_GENERATION, inodeGeneration, type StatFields } from '../kernel/protocol.ts';
import { call, KernelError } from './calls.ts';

const INODE = 7; // place of the inode number in StatFields

/** The cache holds files up to this size, in bytes… */
const LARGEST_FILE = 1024 * 1024;
/** …and no more than this altogether; then it starts again. */
const CAPACITY = 16 * 1024 * 1024;

interface CachedStat {
  names: number;
  inode: number;
  content: number;
  fields: StatFields | null;
}

interface CachedFile {
  names: number;
  inode: number;
  content: number;
  bytes: Uint8Array;
}

let generations: Int32Array = new Int32Array(4096);
let stats = new Map<string, CachedStat>();
let files = new Map<string, CachedFile>();
let cachedBytes = 0;

export function connectDisk(shared: SharedArrayBuffer): void {
  generations = new Int32Array(shared);
}

const namesNow = (): number => Atomics.load(generations, NAMES_GENERATION);
const contentNow = (inode: number): number => Atomics.load(generations, inodeGeneration(inode));

const isCurrent = (entry: { names: number; inode: number; content: number }): boolean =>
  entry.names === namesNow() && (entry.inode < 0 || entry.content === contentNow(entry.inode));

/** stat, or null when there is nothing at that path (ENOENT, ENOTDIR). */
export function statOrNull(path: string): StatFields | null {
  const known = stats.get(path);
  if (known && isCurrent(known)) return known.fields;
  // Read the generations first: a change while the kernel answers makes the entry stale, never wrong.
  const names = namesNow();
  let fields: StatFields | null = null;
  try {
    fields = call('stat', path);
  } catch (error) {
    if (!(error instanceof KernelError) || (error.code !== 'ENOENT' && error.code !== 'ENOTDIR')) throw error;
  }
  const inode = fields?.[INODE] ?? -1;
  if (stats.size > 10_000) stats = new Map();
  // An inode's generation is only known now; a change in between shows in the next stat of whoever made it.
  stats.set(path, { names, inode, content: inode < 0 ? 0 : contentNow(inode), fields });
  return fields;
}

/** A whole file. The bytes are the caller's to keep, not to change. */
export function readFile(path: string): Uint8Array {
  const known = files.get(path);
  if (known && isCurrent(known)) return known.bytes;
  const names = namesNow();
  const inode = statOrNull(path)?.[INODE] ?? -1;
  const content = inode < 0 ? 0 : contentNow(inode);
  const bytes = call('readFile', path);
  if (inode >= 0 && bytes.length <= LARGEST_FILE) {
    cachedBytes += bytes.length;
    if (cachedBytes > CAPACITY) {
      files = new Map();
      cachedBytes = bytes.length;
    }
    files.set(path, { names, inode, content, bytes });
  }
  return bytes;
}
