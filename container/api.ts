/**
 * The shapes of a container, as WebContainer's public API has them (declared here again, so that nothing of that client
 * is loaded for ours). Where ours differs, the comment says so.
 */

/** A tree of files to mount: names to directories, files or links. */
export interface FileSystemTree {
  [name: string]: DirectoryNode | FileNode | SymlinkNode;
}

export interface DirectoryNode {
  directory: FileSystemTree;
}

/** A file, as text (UTF-8) or bytes. One that begins with `#!` becomes executable. */
export interface FileNode {
  file: { contents: string | Uint8Array };
}

export interface SymlinkNode {
  file: { symlink: string };
}

/** A directory entry. */
export interface DirEnt<T> {
  name: T;
  isFile(): boolean;
  isDirectory(): boolean;
}

/** Encodings that `readFile` and `writeFile` know. */
export type Encoding = 'utf8' | 'utf-8';

export interface Watcher {
  close(): void;
}

/** `filename` is relative to the watched path. */
export type WatchCallback = (event: 'rename' | 'change', filename: string) => void;

/** The disk, from the working directory down: paths are relative to it, and `..` does not lead out of it. */
export interface FileSystem {
  readFile(path: string, encoding?: null): Promise<Uint8Array>;
  readFile(path: string, encoding: Encoding): Promise<string>;
  writeFile(path: string, data: string | Uint8Array): Promise<void>;
  readdir(path: string, options?: { withFileTypes?: false } | null): Promise<string[]>;
  readdir(path: string, options: { withFileTypes: true }): Promise<DirEnt<string>[]>;
  mkdir(path: string, options?: { recursive?: false }): Promise<void>;
  mkdir(path: string, options: { recursive: true }): Promise<string>;
  rm(path: string, options?: { force?: boolean; recursive?: boolean }): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  watch(path: string, options?: { recursive?: boolean } | null, listener?: WatchCallback): Watcher;
  watch(path: string, listener?: WatchCallback): Watcher;
}

export interface SpawnOptions {
  /** Relative to the working directory, or absolute. */
  cwd?: string;
  /** Merged over the default environment (PATH, HOME, USER, LANG). */
  env?: Record<string, string | number | boolean>;
  /** False: what the program writes is thrown away, and `output` ends at once. */
  output?: boolean;
  /** The size of the terminal that shows the program. */
  terminal?: { cols: number; rows: number };
}

/** A running program. */
export interface ContainerProcess {
  /**
   * Its exit code; 128 + the signal's number when a signal ended it. Rejects only when the container is torn down, or
   * the browser has ended its workers for want of memory (a ContainerError `ELOST`, which is also told as an error).
   */
  exit: Promise<number>;
  /** Its stdin. A write settles when the program's pipe has taken it; closing is end of file. */
  input: WritableStream<string>;
  /**
   * What it and its descendants write to stdout and stderr, in the order of writing. Read it or spawn with
   * `output: false`: a program whose output nobody reads waits once its pipe is full, as on Linux.
   */
  output: ReadableStream<string>;
  /** Kills it and all that descends from it (SIGKILL). */
  kill(): void;
  /** Tells it the terminal's new size (SIGWINCH). */
  resize(dimensions: { cols: number; rows: number }): void;
}

/** A port got its first listener or lost its last. `url` names it; only programs inside can connect to it. */
export type PortListener = (port: number, type: 'open' | 'close', url: string) => void;
export type ServerReadyListener = (port: number, url: string) => void;
/** A fault of the container itself, not of a program. */
export type ErrorListener = (error: { message: string }) => void;
export type Unsubscribe = () => void;

/** Node in the browser: a disk, processes and a loopback network in an isolated frame. */
export interface EmbeddedContainer {
  readonly fs: FileSystem;
  /** Absolute path of the working directory. */
  readonly workdir: string;
  /** The default PATH of programs. */
  readonly path: string;
  /**
   * Writes a tree of files below `mountPoint` (relative to the working directory, made if need be).
   * Rejects with a TypeError that names the node when the tree is malformed.
   */
  mount(tree: FileSystemTree, options?: { mountPoint?: string }): Promise<void>;
  /**
   * Starts a program. Rejects with a ContainerError that names the command when there is none (`ENOENT`), it may not
   * be run (`EACCES`) or too many processes run already (`EAGAIN`).
   */
  spawn(command: string, args: string[], options?: SpawnOptions): Promise<ContainerProcess>;
  spawn(command: string, options?: SpawnOptions): Promise<ContainerProcess>;
  on(event: 'port', listener: PortListener): Unsubscribe;
  on(event: 'server-ready', listener: ServerReadyListener): Unsubscribe;
  on(event: 'error', listener: ErrorListener): Unsubscribe;
  /** Frees everything: frame, workers, memory. What is under way rejects. Can be called again. */
  teardown(): Promise<void>;
}

export interface BootOptions {
  /** Name of the working directory below /home. Default `lab`. */
  workdirName?: string;
  /** Where frame.html, kernel.js, process.js, often.json, library.json and typescript.json lie. Default `/container/`. */
  baseUrl?: string;
  /** Warm workers to keep, so that programs start at once. Default 2. */
  pool?: number;
  /** Time limit of booting in milliseconds. Default 20 000. */
  timeout?: number;
}
