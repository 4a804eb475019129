/**
 * What the page and the kernel say to each other, on a port that the frame hands through. The page has an origin of its
 * own, so no shared memory can cross: everything is copied, and streams are paced by acknowledgements.
 */

import type { FileSystemTree } from '../api.ts';
import type { LibraryPart } from './library.ts';
import type { DirectoryEntry, SystemError, TerminalSize } from './protocol.ts';

/** How much of a program's output may be under way to a page that does not read it, in bytes. */
export const OUTPUT_CREDIT = 256 * 1024;

/** What a piece of output costs of that credit: many small pieces would keep a page as busy as large ones. */
export const outputCost = (bytes: Uint8Array): number => Math.max(bytes.length, OUTPUT_CREDIT / 8);

export interface PageSpawnOptions {
  file: string;
  /** Without the program's own name. */
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Whether the page wants what the program writes. */
  output: boolean;
  terminal: TerminalSize | null;
}

/** Calls of the page: name → arguments and answer. All paths are absolute. Each can fail with a SystemError. */
export interface PageCalls {
  mount: [[tree: FileSystemTree, path: string], null];
  /** Answers the process's id. */
  spawn: [[options: PageSpawnOptions], number];
  /** Answers when the program's pipe has taken the bytes; null is end of file. */
  input: [[pid: number, bytes: Uint8Array | null], null];
  /** Kills the process and all that descends from it. */
  kill: [[pid: number], null];
  resize: [[pid: number, size: TerminalSize], null];
  readFile: [[path: string], Uint8Array];
  writeFile: [[path: string, bytes: Uint8Array], null];
  readdir: [[path: string], DirectoryEntry[]];
  mkdir: [[path: string, recursive: boolean], string | null];
  rm: [[path: string, recursive: boolean, force: boolean], null];
  rename: [[from: string, to: string], null];
  /** Answers a number by which `change` notices come and `unwatch` goes. */
  watch: [[path: string, recursive: boolean], number];
  unwatch: [[watcher: number], null];
}

export type PageCallName = keyof PageCalls;

/** What the page sends. */
export type PageMessage =
  | { type: 'call'; id: number; name: PageCallName; args: unknown[] }
  /** The page has read pieces of a program's output that cost so much. */
  | { type: 'acknowledge'; pid: number; cost: number }
  /** A part of Node's library that is loaded when it is wanted; null when it could not be had. */
  | { type: 'library'; part: LibraryPart; files: Record<string, string> | null };

/** What the kernel sends to the page. */
export type PageNotice =
  | { type: 'ready' }
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'failure'; id: number; error: SystemError }
  | { type: 'output'; pid: number; bytes: Uint8Array }
  /** Nobody can write to the program's output any more. */
  | { type: 'output-end'; pid: number }
  | { type: 'exit'; pid: number; code: number | null; signal: number }
  | { type: 'port'; port: number; state: 'open' | 'close' }
  | { type: 'change'; watcher: number; kind: 'rename' | 'change'; name: string }
  | { type: 'library-wanted'; part: LibraryPart }
  /** Something broke inside, which is a fault of the container or of the browser, not of a program. */
  | { type: 'error'; message: string };
