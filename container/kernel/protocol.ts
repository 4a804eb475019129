/**
 * What the kernel and a process say to each other.
 *
 * A process asks by a message on its port. For a *call* it then sleeps on its control memory until the kernel has
 * written the answer there; a *notice* has no answer. The kernel speaks first by messages of its own.
 */

import type { End } from './channel.ts';
import type { AddressAndPort } from './addresses.ts';
import type { Addresses } from './network.ts';

/** Words of a process's control memory (Int32). The answer's bytes follow at `CONTROL_BYTES`. */
export const CALL_STATE = 0; // IDLE | PENDING | DONE
export const CALL_LENGTH = 1; // bytes of this part of the answer
export const CALL_KIND = 2; // one of ANSWER_*
export const CALL_MORE = 3; // 1: more parts follow, ask with `more`
export const SIGNALS_HANDLED = 4; // bit n - 1: the process has a handler for signal n (1..31)
export const CONTROL_BYTES = 32;
export const CONTROL_SIZE = 128 * 1024;

export const IDLE = 0;
export const PENDING = 1;
export const DONE = 2;

export const ANSWER_JSON = 0; // UTF-8 JSON
export const ANSWER_BYTES = 1;
export const ANSWER_ERROR = 2; // UTF-8 JSON of a SystemError

/** A failed call, as libuv names it. The process makes Node's error of it. */
export interface SystemError {
  /** `ENOENT` and so on. */
  code: string;
  /** A path or address that belongs in the message, if any. */
  path?: string;
  dest?: string;
}

/**
 * Words of the disk's generations (Int32, shared by the kernel with every process), which keep the processes' caches
 * honest: word 0 counts changes of names (create, remove, rename, link, permissions); word 1 + (inode mod INODE_WORDS)
 * counts changes of that inode's content or attributes.
 */
export const INODE_WORDS = 4095;
export const NAMES_GENERATION = 0;
export const inodeGeneration = (inode: number): number => 1 + (inode % INODE_WORDS);

const CHANNELS_EACH = 2 ** 20;

/** The number of the `count`th channel that the process or thread of this number makes, so that it is unique. */
export const channelNumber = (maker: number, count: number): number => maker * CHANNELS_EACH + (count % CHANNELS_EACH);

/** Which process or thread may make a channel of this number. */
export const channelMaker = (channel: number): number => Math.floor(channel / CHANNELS_EACH);

/**
 * A channel end on its way to whoever will hold it. The port is its doorbell.
 * A process that closes an unshared end finishes it and stops reading by itself, then tells the kernel; for a shared
 * end the kernel does so when the last holder has let go. When a process dies the kernel does it for all its ends.
 */
export interface ChannelGrant {
  /** Chosen by whoever made the memory; see {@link channelNumber}. */
  id: number;
  memory: SharedArrayBuffer;
  end: End;
  /** Null when the doorbell goes through the kernel. */
  port: MessagePort | null;
  /** Another process holds the same end too (inherited): the doorbell then goes through the kernel. */
  shared: boolean;
}

/** What both sides of a connection are called, as one of them sees it. */
export interface SocketAddresses {
  local: AddressAndPort;
  remote: AddressAndPort;
}

/** What a process hands to another with the bytes of a pipe: something that it holds, and goes on holding. */
export type SentHandle =
  /** `addresses` is null for a pipe. */
  | { kind: 'stream'; channel: number; end: End; addresses: SocketAddresses | null }
  | { kind: 'listener'; listener: number }
  | { kind: 'datagrams'; socket: number }
  /** A TCP handle that was neither bound nor connected. */
  | { kind: 'blank' };

/** The same for whoever gets it. A listener, or a socket for datagrams, has a number of the kernel's, below 0. */
export type HandleGrant =
  | { kind: 'stream'; stream: 'pipe' | 'socket'; channel: ChannelGrant; addresses: SocketAddresses | null }
  | { kind: 'listener'; listener: number; address: string; port: number }
  | { kind: 'datagrams'; socket: number }
  | { kind: 'blank' };

/** The user that every process runs as, and who owns what it makes; the number of its only group too. */
export const LAB_UID = 1000;

/** What the files and directories of a process are made without, unless its parent has it otherwise. */
export const DEFAULT_UMASK = 0o022;

/** Ports below belong to root; Linux's ip_unprivileged_port_start. */
export const FIRST_UNPRIVILEGED = 1024;

/** Flags of `bind` and `listen`: libuv's. */
export const IPV6_ONLY = 1;
export const REUSE_PORT = 2;

/** Flags of `bindDatagrams`, beside IPV6_ONLY: libuv's. */
export const UDP_REUSE_ADDRESS = 4;
export const UDP_REUSE_PORT = 64;

/** What can be set of a socket for datagrams: 0 or 1, or a buffer's size in bytes. */
export type DatagramOption = 'broadcast' | 'multicastLoopback' | 'receiveBuffer' | 'sendBuffer';

/** What a file descriptor of a new process is. Files stay in the kernel's table; channels live in the process. */
export type DescriptorGrant =
  { fd: number; kind: 'channel'; channel: ChannelGrant } | { fd: number; kind: 'file' } | { fd: number; kind: 'null' };

/** What a child's descriptor shall be: a new channel whose other end is the parent's, something of the parent's own, or nothing. */
export type ChildDescriptor =
  /** `memory` was made by the parent, which keeps end 0; `port` is the doorbell of end 1. */
  | { kind: 'channel'; memory: SharedArrayBuffer; port: MessagePort; id: number }
  | { kind: 'inherit'; fd: number }
  /** The end of a channel that the parent holds without a descriptor. */
  | { kind: 'share'; channel: number; end: End }
  | { kind: 'null' }
  /** `spawnSync` only: the kernel feeds `input` to descriptor 0, and collects what is written to 1 and 2. */
  | { kind: 'collect' };

export interface SpawnOptions {
  /** A name to look up on the child's PATH, or a path. */
  file: string;
  /** argv, the name itself first. */
  args: string[];
  cwd: string;
  env: Record<string, string>;
  /** Index is the child's descriptor number. */
  stdio: ChildDescriptor[];
  /** In a process group of its own. */
  detached: boolean;
  /** What the child's files and directories are made without, as the parent has it. */
  umask: number;
}

/** stat as Node's binding orders it: dev, mode, nlink, uid, gid, rdev, blksize, ino, size, blocks, then seconds and nanoseconds of atime, mtime, ctime, birthtime. */
export type StatFields = number[];

/** Directory entry type as in libuv (UV_DIRENT_*): 1 file, 2 directory, 3 link, 6 character device. */
export type DirectoryEntry = [name: string, type: number];

/** A line of the process table. */
export interface ProcessEntry {
  pid: number;
  /** 1 stands for init. */
  ppid: number;
  group: number;
  /** The absolute path of the program in front. */
  argv: string[];
  /** Milliseconds since 1970. */
  startedAt: number;
}

/** What is no bytes and goes beside a message, under a number that whoever sends it first has chosen. */
export interface SharedValue {
  id: number;
  value: SharedArrayBuffer | WebAssembly.Module | WebAssembly.Memory;
}

/** What a thread starts with. */
export interface ThreadOptions {
  /** The number that `createThread` has answered, as the program sees it. */
  thread: number;
  argv: string[];
  argv0: string;
  /** Node's own options. */
  execArgv: string[];
  name: string;
  env: Record<string, string>;
  /** Where several threads have one environment; see threads/shared-environment.ts. */
  sharedEnv: SharedArrayBuffer | null;
  umask: number;
  /** In megabytes, as the program has asked for them; a browser heeds none. */
  resourceLimits: number[];
  /** Files that it has opened are closed when it ends. */
  closesFiles: boolean;
}

/** The same as the thread itself sees it, with its port to whoever has started it. */
export type ThreadStart = Pick<ThreadOptions, 'thread' | 'execArgv' | 'name' | 'sharedEnv' | 'resourceLimits'> & {
  port: number;
};

/** What became of a message: `alone` when there was nobody to get it, `lost` when it held the port that it went to. */
export type PostOutcome = 'posted' | 'alone' | 'lost';

/**
 * Calls: name → arguments and answer. Paths are absolute and normalised by the process. Each fails with a SystemError,
 * EINVAL if the arguments have another shape. `position` -1 means "at the descriptor's own position". A `Uint8Array`
 * answer is sent as raw bytes.
 */
export interface Calls {
  /** The next part of a long answer. */
  more: [[], unknown];
  /** `of` is the descriptor that the path names, as `/dev/stdin` does: the new one stands for the same. */
  open: [[path: string, flags: number, mode: number], { fd: number; of: number | null }];
  close: [[fd: number], null];
  read: [[fd: number, length: number, position: number], Uint8Array];
  write: [[fd: number, bytes: Uint8Array, position: number], number];
  /** Fails with ESPIPE for the name of a descriptor that is a channel: that is to be opened. So does `writeFile`. */
  readFile: [[path: string], Uint8Array];
  /** Opens with `flags`, writes everything, closes. */
  writeFile: [[path: string, bytes: Uint8Array, flags: number, mode: number], null];
  stat: [[path: string], StatFields];
  lstat: [[path: string], StatFields];
  fstat: [[fd: number], StatFields];
  access: [[path: string, mode: number], null];
  /** The room on the disk as Node's binding orders it: type, bsize, blocks, bfree, bavail, files, ffree. */
  statfs: [[path: string], number[]];
  readdir: [[path: string], DirectoryEntry[]];
  /** lstat of every entry of a directory at once: module loading asks for them one after the other. */
  lstatEntries: [[path: string], [name: string, fields: StatFields][]];
  /** Answers the first directory it made (recursive), or null. */
  mkdir: [[path: string, mode: number, recursive: boolean], string | null];
  mkdtemp: [[prefix: string], string];
  rmdir: [[path: string], null];
  unlink: [[path: string], null];
  /** rm -r, and -f when `force`. */
  remove: [[path: string, recursive: boolean, force: boolean], null];
  rename: [[from: string, to: string], null];
  copyFile: [[from: string, to: string, flags: number], null];
  link: [[existing: string, path: string], null];
  symlink: [[target: string, path: string], null];
  readlink: [[path: string], string];
  realpath: [[path: string], string];
  chmod: [[path: string, mode: number], null];
  fchmod: [[fd: number, mode: number], null];
  /** Times in seconds; `follow` false changes a link itself. */
  utimes: [[path: string, atime: number, mtime: number, follow: boolean], null];
  futimes: [[fd: number, atime: number, mtime: number], null];
  truncate: [[fd: number, length: number], null];
  fsync: [[fd: number], null];
  /** Watches a file or directory; the answer is a number by which `change` messages come. */
  watch: [[path: string, recursive: boolean], number];
  unwatch: [[watcher: number], null];
  /** The process's current directory, for the kernel's process table. Fails with ENOENT or ENOTDIR. */
  chdir: [[path: string], null];
  /** Answers the new process's id. Fails at once with ENOENT or EACCES when there is nothing to run. */
  spawn: [[options: SpawnOptions], number];
  /** Runs a child to its end with these bytes on its stdin. Sizes in bytes, `timeout` in milliseconds (0: none). */
  spawnSync: [
    [options: SpawnOptions, input: Uint8Array | null, timeout: number, maxBuffer: number, killSignal: number],
    { pid: number; code: number | null; signal: number; stdout: string; stderr: string; error: string | null },
  ];
  /** Signal 0 only asks whether it exists. Fails with ESRCH. */
  kill: [[pid: number, signal: number], null];
  /** Every process, the oldest first. */
  processes: [[], ProcessEntry[]];
  /** Never answers: the process is gone. */
  exit: [[code: number], never];
  /**
   * Claims a port; 0 picks a free one. Fails with EADDRINUSE. Answers the port. The process numbers its listeners from
   * 0 on. A listener that is there already, bound or got from another process, only begins to take connections.
   */
  listen: [[listener: number, address: string, port: number, flags: number], number];
  /** The same without taking connections yet, for a listener that is to be handed over. */
  bind: [[listener: number, address: string, port: number, flags: number], number];
  /** Lets a listener go. A call, for whoever is told by the process that it has closed must not reach it any more. */
  unlisten: [[listener: number], null];
  /**
   * Makes a socket for datagrams at a port; 0 picks a free one. The process numbers its sockets from 0 on. What the calls
   * for datagrams do, and how they fail, is told in datagrams.ts.
   */
  bindDatagrams: [[socket: number, address: string, port: number, flags: number], null];
  datagramNames: [[socket: number], { local: AddressAndPort; remote: AddressAndPort | null }];
  connectDatagrams: [[socket: number, address: string, port: number], null];
  disconnectDatagrams: [[socket: number], null];
  /** Sends one, to the peer when `to` is null. A call, so that who sends without end waits for the kernel each time. */
  sendDatagram: [[socket: number, bytes: Uint8Array, to: AddressAndPort | null], null];
  /** Takes the first that waits, as `packDatagram` writes it; no bytes when none does. */
  receiveDatagram: [[socket: number], Uint8Array];
  /** A size is only set if it is not 0. Answers what it is. */
  datagramOption: [[socket: number, option: DatagramOption, value: number], number];
  joinGroup: [[socket: number, group: string], null];
  quitGroup: [[socket: number, group: string], null];
  /** A call as `unlisten` is. */
  closeDatagrams: [[socket: number], null];
  /**
   * Hands something over to whoever holds the other end of a pipe, along with the byte at `position` (modulo 2^32),
   * which the process writes afterwards. Fails with EBADF for what it does not hold, EPIPE, EMFILE, and with ENOTSUP
   * when it is not one process that would get it.
   */
  sendHandle: [[pipe: number, end: End, position: number, handle: SentHandle], null];
  /** The directory that the process stands in, for its threads. */
  cwd: [[], string];
  /** Numbers a thread that is to be started, and answers the port that leads to it. Fails with EMFILE. */
  createThread: [[], { thread: number; port: number }];
  /** Starts it. Fails with EAGAIN, and with EBADF for a number that is none. */
  startThread: [[options: ThreadOptions], null];
  /** Two message ports that lead to each other. Fails with EMFILE. */
  createPorts: [[], [number, number]];
  /** A message port that leads to all others of that name in the process. Fails with EMFILE. */
  broadcastPort: [[name: string], number];
  /**
   * Puts a message into the queue of whoever the port leads to. A call, so that it is there for whoever is woken
   * afterwards. The ports go with it; `shared` is what its bytes refer to; the first byte is the kernel's. Fails with
   * EBADF for a port that the thread does not have, EINVAL for ports to several and for no bytes, ENOBUFS.
   */
  postMessage: [[port: number, bytes: Uint8Array, ports: number[], shared: SharedValue[]], PostOutcome];
  /** Takes the first message of a port's queue, its first byte 1 when more wait; no bytes when there is none. */
  receiveMessage: [[port: number], Uint8Array];
  /** The text of a file of Node's library that is not in the process's own script. Fails with ENOENT. */
  library: [[id: string], Uint8Array];
}

export type CallName = keyof Calls;

/** Notices: no answer. */
export type ProcessNotice =
  | { type: 'ready' }
  /** Asks for a connection; the answer is a `connected` message. The process made the channel and keeps end 0. */
  | {
      type: 'connect';
      request: number;
      address: string;
      port: number;
      /** What the socket was bound to before, if it was. */
      from: { address: string; port: number } | null;
      channel: number;
      memory: SharedArrayBuffer;
      doorbell: MessagePort;
    }
  /** The answer to an `accept` that asked for one. */
  | { type: 'accepted'; channel: number }
  /** The listener had closed when the `accept` came: somebody else may have the connection. */
  | { type: 'refused'; channel: number }
  /** The program has got a handle that came over the pipe. */
  | { type: 'handle-taken'; channel: number; end: End }
  /** The process let go of its end of a channel. `fd` is the descriptor that it was, or -1. */
  | { type: 'channel-closed'; channel: number; end: End; fd: number }
  /** Ring the other end of a shared channel. */
  | { type: 'doorbell'; channel: number; end: End }
  /** The thread lets go of a message port. */
  | { type: 'close-port'; port: number }
  /** A file goes to another thread: it stays open when the one ends that has opened it. */
  | { type: 'keep-file'; fd: number }
  /** Ends a thread that this one has started. */
  | { type: 'stop-thread'; thread: number };

/** What a process sends on its port. */
export type ProcessMessage = ProcessNotice | { type: 'call'; name: CallName; args: unknown[] };

/** The size of a terminal, in characters. */
export interface TerminalSize {
  columns: number;
  rows: number;
}

/** What the kernel sends to a process. */
export type KernelMessage =
  | {
      type: 'start';
      pid: number;
      /** Of this thread alone: the maker's in the numbers of its channels. */
      number: number;
      ppid: number;
      /** argv[0] is the program's absolute path (`/usr/local/bin/node`). */
      argv: string[];
      /** What it was called by whoever started it. */
      argv0: string;
      env: Record<string, string>;
      cwd: string;
      umask: number;
      control: SharedArrayBuffer;
      generations: SharedArrayBuffer;
      descriptors: DescriptorGrant[];
      /** The size of the terminal that the page shows the program in, if it does. */
      terminal: TerminalSize | null;
      /** Null for the main thread. */
      thread: ThreadStart | null;
    }
  /** Messages wait at a port where none did. */
  | { type: 'message'; port: number }
  /** What messages refer to that wait, or are about to. */
  | { type: 'shared'; values: SharedValue[] }
  /** Nobody is left at the other end of a port, and every message was taken. */
  | { type: 'port-closed'; port: number }
  /** A thread that this one has started has ended. */
  | { type: 'thread-exit'; thread: number; code: number }
  /** The reader has resized the terminal. SIGWINCH comes by itself. */
  | { type: 'resize'; terminal: TerminalSize }
  | { type: 'signal'; signal: number }
  | { type: 'change'; watcher: number; kind: 'rename' | 'change'; name: string }
  | { type: 'child-exit'; pid: number; code: number | null; signal: number }
  /** Datagrams wait at a socket, or an error, where nothing did. */
  | { type: 'datagrams'; socket: number }
  /** Someone connected to a listener. The kernel numbered the channel; this process holds end 1. */
  | {
      type: 'accept';
      listener: number;
      channel: ChannelGrant;
      remotePort: number;
      addresses: Addresses;
      /** Others have this listener too, and get the connection if this process does not say that it has it. */
      acknowledge: boolean;
    }
  /** A handle that belongs to the byte at `position` of what this process reads from the pipe. */
  | { type: 'handle'; channel: number; end: End; position: number; handle: HandleGrant }
  /** `error` is a code (ECONNREFUSED). */
  | { type: 'connected'; request: number; error: string }
  | { type: 'connected'; request: number; error: null; localPort: number; addresses: Addresses }
  /** The holder of the other end rang, through the kernel. */
  | { type: 'doorbell'; channel: number }
  /**
   * The process's end is shared from now on (a child inherited it), or the peer's is: ring through the kernel, and
   * ring it once at once, for a bell that was on its way may have missed the new holder.
   */
  | { type: 'channel-shared'; channel: number }
  /** Each end has one holder again: this port leads straight to the other one. */
  | { type: 'channel-direct'; channel: number; end: End; port: MessagePort };
