/**
 * The disk as this process sees it: kernel calls, with a cache in front of what module loading asks again and again.
 * The kernel counts changes in shared memory, so a cached answer is known to be true without asking.
 */

import { S_IFLNK } from '../kernel/inode.ts';
import { NAMES_GENERATION, inodeGeneration, type CallName, type Calls, type StatFields } from '../kernel/protocol.ts';
import { call, KernelError } from './calls.ts';

// Places in StatFields.
const MODE = 1;
const INODE = 7;

const TYPE_MASK = 0o170000;

/** What a stat is of, as one of the kinds in kernel/inode.ts. */
export const typeOf = (fields: StatFields): number => (fields[MODE] as number) & TYPE_MASK;

/** The cache holds files up to this size, in bytes… */
const LARGEST_FILE = 1024 * 1024;
/** …and no more than this altogether; then it starts again. */
const CAPACITY = 16 * 1024 * 1024;
/** Paths whose stat is remembered; then it starts again. */
const LARGEST_INDEX = 10_000;

/** What was true of an inode when it was read; -1 when there was none. */
interface Seen {
  names: number;
  inode: number;
  content: number;
}

interface Listing {
  names: number;
  /** How often somebody asked for an entry since the names last changed: the listing is fetched the second time. */
  asked: number;
  entries: Map<string, Seen & { fields: StatFields }> | null;
}

let generations: Int32Array = new Int32Array(4096);
let stats = new Map<string, Seen & { fields: StatFields | null }>();
let listings = new Map<string, Listing>();
let files = new Map<string, Seen & { bytes: Uint8Array }>();
let cachedBytes = 0;

export function connectDisk(shared: SharedArrayBuffer): void {
  generations = new Int32Array(shared);
}

const namesNow = (): number => Atomics.load(generations, NAMES_GENERATION);
const contentNow = (inode: number): number => (inode < 0 ? 0 : Atomics.load(generations, inodeGeneration(inode)));
const isCurrent = (seen: Seen): boolean => seen.names === namesNow() && seen.content === contentNow(seen.inode);

/** A call that finds nothing answers null (ENOENT, ENOTDIR). */
function callOrNull<Name extends CallName>(name: Name, ...args: Calls[Name][0]): Calls[Name][1] | null {
  try {
    return call(name, ...args);
  } catch (error) {
    if (error instanceof KernelError && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return null;
    throw error;
  }
}

/** stat, or null when there is nothing at that path. */
export function statOrNull(path: string): StatFields | null {
  const known = stats.get(path);
  if (known && isCurrent(known)) return known.fields;
  const names = namesNow();
  const entry = lstatFromListing(path);
  const isLink = entry !== undefined && entry !== null && typeOf(entry) === S_IFLNK;
  const fields = entry === undefined || isLink ? callOrNull('stat', path) : entry;
  remember(path, names, fields);
  return fields;
}

/** lstat, or null when there is nothing at that path. */
export function lstatOrNull(path: string): StatFields | null {
  const entry = lstatFromListing(path);
  return entry === undefined ? callOrNull('lstat', path) : entry;
}

function remember(path: string, names: number, fields: StatFields | null): void {
  const inode = fields?.[INODE] ?? -1;
  if (stats.size >= LARGEST_INDEX) stats = new Map();
  stats.set(path, { names, inode, content: contentNow(inode), fields });
}

/** An entry of a directory that was listed, null when it is not there, undefined when the kernel must be asked. */
function lstatFromListing(path: string): StatFields | null | undefined {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  if (name === '') return undefined;
  const directory = path.slice(0, slash) || '/';
  const names = namesNow();
  let listing = listings.get(directory);
  if (listing?.names !== names) {
    if (listings.size >= LARGEST_INDEX) listings = new Map();
    listing = { names, asked: 0, entries: null };
    listings.set(directory, listing);
  }
  if (++listing.asked < 2) return undefined;
  listing.entries ??= listEntries(directory, names);
  const entry = listing.entries.get(name);
  if (!entry) return null;
  return isCurrent(entry) ? entry.fields : undefined;
}

function listEntries(directory: string, names: number): Map<string, Seen & { fields: StatFields }> {
  const entries = new Map<string, Seen & { fields: StatFields }>();
  for (const [name, fields] of callOrNull('lstatEntries', directory) ?? []) {
    const inode = fields[INODE] ?? -1;
    entries.set(name, { names, inode, content: contentNow(inode), fields });
  }
  return entries;
}

/** A whole file. The bytes are the caller's to keep, not to change. */
export function readFile(path: string): Uint8Array {
  const known = files.get(path);
  if (known && isCurrent(known)) return known.bytes;
  const names = namesNow();
  const inode = statOrNull(path)?.[INODE] ?? -1;
  const content = contentNow(inode);
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
