/** `internalBinding('fs')`: Node's file system on the kernel's disk. */

import { joinBytes } from '../bytes.ts';
import { S_IFDIR, S_IFREG } from '../kernel/inode.ts';
import type { DirectoryEntry, StatFields } from '../kernel/protocol.ts';
import { call, KernelError } from '../process/calls.ts';
import { channelOf, duplicateDescriptor, isNull } from '../process/descriptors.ts';
import { lstatOrNull, readFile, statOrNull, typeOf } from '../process/disk.ts';
import { library, nodeData } from '../process/library.ts';
import { cloneable } from './cloneable.ts';
import { bytesOf, decode, encode, normaliseEncoding, utf8Bytes } from './encodings.ts';
import { errno, systemException } from './errno.ts';
import { closeFile as close, FileHandle } from './file_handle.ts';
import { absolutePath, named, type PathLike, system, textOf, toException } from './fs_calls.ts';
import { checkDescriptor, checks } from './fs_checks.ts';
import { cpSyncCheckPaths, cpSyncCopyDir, cpSyncOverrideFile } from './fs_cp.ts';
import { legacyMainResolve } from './fs_legacy_main.ts';
import { dispatch, FSReqCallback, untilReadable, usePromises, type Wait } from './fs_requests.ts';
import { currentUmask } from './process_methods.ts';
import { StatWatcher } from './fs_watch.ts';
import { type Binding, standIn } from './shape.ts';

const O_RDONLY = 0;
/** What the kernel says of a path that leads to a pipe, whose bytes it does not have. */
const CHANNEL = 'ESPIPE';
const STAT_FIELDS = 18;

const statValues = new Float64Array(2 * STAT_FIELDS);
const bigintStatValues = new BigInt64Array(2 * STAT_FIELDS);

function fillStats(fields: StatFields, bigint: boolean): Float64Array | BigInt64Array {
  if (bigint) {
    fields.forEach((field, at) => (bigintStatValues[at] = BigInt(Math.trunc(field))));
    return bigintStatValues;
  }
  statValues.set(fields);
  return statValues;
}

/** What a watcher tells: a file's stat, and the one before. */
export function bothStats(now: StatFields, before: StatFields, bigint: boolean): Float64Array | BigInt64Array {
  return fillStats([...now, ...before], bigint);
}

/** For a request that completes later the shared array would be overwritten: a copy. */
const ownStats = (fields: StatFields, bigint: boolean) => fillStats(fields, bigint).slice(0, STAT_FIELDS);

const position = (value: unknown): number =>
  typeof value === 'bigint' ? Number(value) : typeof value === 'number' && value >= 0 ? value : -1;

function read(fd: number, buffer: ArrayBufferView, offset: number, length: number, at: unknown): number {
  if (length === 0 || isNull(fd)) return 0;
  const target = bytesOf(buffer);
  const channel = channelOf(fd);
  if (channel) {
    // A blocking read of a pipe, as read(2) does it.
    while (channel.bytes.available === 0 && !channel.bytes.atEnd && !channel.bytes.wasReset) {
      channel.bytes.blockUntilReadable(1000);
    }
    const bytes = channel.bytes.read(length);
    if (bytes) target.set(bytes, offset);
    return bytes?.length ?? 0;
  }
  const bytes = system('read', [], 'read', fd, length, position(at));
  target.set(bytes, offset);
  return bytes.length;
}

function write(fd: number, bytes: Uint8Array, at: unknown): number {
  if (isNull(fd)) return bytes.length;
  const channel = channelOf(fd);
  if (!channel) return system('write', [], 'write', fd, bytes, position(at));
  let written = 0;
  while (written < bytes.length) {
    if (channel.bytes.readerGone) throw systemException('EPIPE', 'write');
    written += channel.bytes.write(bytes.subarray(written));
    if (written < bytes.length) channel.bytes.blockUntilWritable(1000);
  }
  return written;
}

function readdir(path: PathLike, encoding: unknown, withTypes: boolean): unknown {
  const entries: DirectoryEntry[] = system('scandir', [path], 'readdir', absolutePath(path));
  const names = entries.map(([name]) => named(name, encoding));
  return withTypes ? [names, entries.map(([, type]) => type)] : names;
}

function openFile(path: PathLike, flags: number, mode: number): number {
  const { fd, of } = system('open', [path], 'open', absolutePath(path), flags, mode & ~currentUmask());
  if (of !== null) duplicateDescriptor(of, fd);
  return fd;
}

/**
 * The operations: each with the number of arguments that come before the request. The kernel answers at once, so a
 * request is completed in a macrotask of its own, or when a pipe has something to read.
 */
const operations: Record<
  string,
  [argumentCount: number, run: (...args: never[]) => unknown, wait?: (fd: number) => Wait]
> = {
  access: [
    2,
    (path: PathLike, mode?: number | null) => void system('access', [path], 'access', absolutePath(path), mode ?? 0),
  ],
  open: [3, openFile],
  openFileHandle: [3, (path: PathLike, flags: number, mode: number) => new FileHandle(openFile(path, flags, mode))],
  close: [1, close],
  read: [5, read, untilReadable],
  readBuffers: [
    3,
    (fd: number, buffers: ArrayBufferView[], at: unknown) => {
      let total = 0;
      for (const buffer of buffers) {
        const from = position(at) < 0 ? -1 : position(at) + total;
        const count = read(fd, buffer, 0, buffer.byteLength, from);
        total += count;
        if (count < buffer.byteLength) break;
      }
      return total;
    },
    untilReadable,
  ],
  writeBuffer: [
    5,
    (fd: number, buffer: ArrayBufferView, offset: number, length: number, at: unknown) =>
      write(fd, bytesOf(buffer).subarray(offset, offset + length), at),
  ],
  writeBuffers: [
    3,
    (fd: number, buffers: ArrayBufferView[], at: unknown) => {
      let total = 0;
      for (const buffer of buffers) {
        total += write(fd, bytesOf(buffer), position(at) < 0 ? -1 : position(at) + total);
      }
      return total;
    },
  ],
  writeString: [
    4,
    (fd: number, text: string, at: unknown, encoding: unknown) =>
      write(fd, encode(text, normaliseEncoding(encoding)), at),
  ],
  statfs: [
    2,
    (path: PathLike, bigint: boolean) => {
      const fields = system('statfs', [path], 'statfs', absolutePath(path));
      return bigint ? BigInt64Array.from(fields, BigInt) : Float64Array.from(fields);
    },
  ],
  rename: [
    2,
    (from: PathLike, to: PathLike) => void system('rename', [from, to], 'rename', absolutePath(from), absolutePath(to)),
  ],
  ftruncate: [2, (fd: number, length: number) => void system('ftruncate', [], 'truncate', fd, length ?? 0)],
  rmdir: [1, (path: PathLike) => void system('rmdir', [path], 'rmdir', absolutePath(path))],
  fsync: [1, (fd: number) => void system('fsync', [], 'fsync', fd)],
  fdatasync: [1, (fd: number) => void system('fdatasync', [], 'fsync', fd)],
  mkdir: [
    3,
    (path: PathLike, mode: number, recursive: boolean) =>
      system('mkdir', [path], 'mkdir', absolutePath(path), mode & ~currentUmask(), recursive) ?? undefined,
  ],
  mkdtemp: [
    2,
    (prefix: PathLike, encoding: unknown) => {
      // The letters come behind whatever the prefix ends with, also a slash, and its beginning stays as it is.
      const text = textOf(prefix);
      const made = system('mkdtemp', [`${text}XXXXXX`], 'mkdtemp', absolutePath(`${text}-`).slice(0, -1));
      return named(text + made.slice(-6), encoding);
    },
  ],
  readdir: [3, readdir],
  fchmod: [2, (fd: number, mode: number) => void system('fchmod', [], 'fchmod', fd, mode)],
  chmod: [2, (path: PathLike, mode: number) => void system('chmod', [path], 'chmod', absolutePath(path), mode)],
  // There is one user on the container's disk: changing owners changes nothing, once the file is there.
  chown: [3, (path: PathLike) => void system('chown', [path], 'stat', absolutePath(path))],
  lchown: [3, (path: PathLike) => void system('lchown', [path], 'lstat', absolutePath(path))],
  fchown: [3, (fd: number) => void system('fchown', [], 'fstat', fd)],
  utimes: [
    3,
    (path: PathLike, atime: number, mtime: number) =>
      void system('utime', [path], 'utimes', absolutePath(path), atime, mtime, true),
  ],
  lutimes: [
    3,
    (path: PathLike, atime: number, mtime: number) =>
      void system('lutime', [path], 'utimes', absolutePath(path), atime, mtime, false),
  ],
  futimes: [3, (fd: number, atime: number, mtime: number) => void system('futime', [], 'futimes', fd, atime, mtime)],
  link: [
    2,
    (existing: PathLike, path: PathLike) =>
      void system('link', [existing, path], 'link', absolutePath(existing), absolutePath(path)),
  ],
  symlink: [
    3,
    (target: PathLike, path: PathLike) =>
      void system('symlink', [target, path], 'symlink', textOf(target), absolutePath(path)),
  ],
  unlink: [1, (path: PathLike) => void system('unlink', [path], 'unlink', absolutePath(path))],
  readlink: [
    2,
    (path: PathLike, encoding: unknown) => named(system('readlink', [path], 'readlink', absolutePath(path)), encoding),
  ],
  realpath: [
    2,
    (path: PathLike, encoding: unknown) => named(system('realpath', [path], 'realpath', absolutePath(path)), encoding),
  ],
  copyFile: [
    3,
    (from: PathLike, to: PathLike, flags?: number) =>
      void system('copyfile', [from, to], 'copyFile', absolutePath(from), absolutePath(to), flags ?? 0),
  ],
};

/** stat and lstat: `throwIfNoEntry` false makes a missing file undefined. */
const statWith =
  (syscall: 'stat' | 'lstat') =>
  (path: PathLike, bigint: boolean, request: unknown, throwIfNoEntry?: boolean): unknown => {
    const get = (): StatFields => {
      const absolute = absolutePath(path);
      // A missing file is asked for once more, for the error that the kernel makes of it.
      return (
        (syscall === 'stat' ? statOrNull(absolute) : lstatOrNull(absolute)) ??
        system(syscall, [path], syscall, absolute)
      );
    };
    if (request !== undefined) return dispatch(request, () => ownStats(get(), bigint));
    try {
      return fillStats(get(), bigint);
    } catch (error) {
      const { code } = error as { code?: string };
      if (throwIfNoEntry === false && (code === 'ENOENT' || code === 'ENOTDIR')) return undefined;
      throw error;
    }
  };

function fstat(fd: number): StatFields {
  if (channelOf(fd) || isNull(fd)) {
    const mode = channelOf(fd) ? 0o010600 : 0o020666; // a pipe, a character device
    return [0, mode, 1, 0, 0, 0, 4096, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  }
  return system('fstat', [], 'fstat', fd);
}

function readFileUtf8(path: PathLike | number, flags: number): string {
  if (typeof path === 'number') {
    const pieces: Uint8Array[] = [];
    for (;;) {
      const piece = new Uint8Array(64 * 1024);
      const count = read(path, piece, 0, piece.length, -1);
      if (count === 0) break;
      pieces.push(piece.subarray(0, count));
    }
    return decode(joinBytes(pieces), 'utf8');
  }
  try {
    if (flags === O_RDONLY) return decode(readFile(absolutePath(path)), 'utf8');
  } catch (error) {
    const code = error instanceof KernelError ? error.code : undefined;
    if (code !== CHANNEL)
      throw toException(error, code === 'EISDIR' ? 'read' : 'open', code === 'EISDIR' ? [] : [path]);
  }
  const fd = openFile(path, flags, 0o666);
  try {
    return readFileUtf8(fd, O_RDONLY);
  } finally {
    close(fd);
  }
}

/** A regular file's bytes as a Buffer of the caller's own; undefined when it cannot be read. See PATCHES in build/. */
function readWholeFile(path: PathLike): unknown {
  const { Buffer } = library.require('buffer') as { Buffer: { from(bytes: Uint8Array): unknown } };
  const absolute = absolutePath(path);
  try {
    const fields = statOrNull(absolute);
    if (fields === null || typeOf(fields) !== S_IFREG) return undefined;
    return Buffer.from(readFile(absolute));
  } catch (error) {
    if (error instanceof KernelError) return undefined;
    throw error;
  }
}

cloneable(
  FileHandle,
  'FileHandle',
  (handle) => handle.sendFD(),
  (fd) => new FileHandle(fd),
  true,
);

export function createFsBinding(): Binding {
  const binding = standIn('fs', nodeData.shapes['fs']);
  for (const [name, [count, run, wait]] of Object.entries(operations)) {
    const check = checks[name];
    binding[name] = (...args: unknown[]) => {
      check?.(args);
      const answer = () => (run as (...args: unknown[]) => unknown)(...args.slice(0, count));
      return dispatch(args[count], answer, wait?.(args[0] as number));
    };
  }
  // writeSync still passes a context object that takes the error.
  for (const name of ['writeBuffer', 'writeString']) {
    const plain = binding[name] as (...args: unknown[]) => unknown;
    const count = operations[name]?.[0] ?? 0;
    binding[name] = (...args: unknown[]) => {
      const context = args[count + 1] as { errno?: number; code?: string; syscall?: string } | undefined;
      if (!context) return plain(...args);
      try {
        return plain(...args);
      } catch (error) {
        const { code, syscall } = error as { code?: string; syscall?: string };
        if (code === undefined || syscall === undefined) throw error; // Of the arguments, not of the system.
        Object.assign(context, { errno: errno(code), code, syscall });
        return undefined;
      }
    };
  }
  return Object.assign(binding, {
    FSReqCallback,
    FileHandle,
    StatWatcher,
    kUsePromises: usePromises,
    statValues,
    bigintStatValues,
    stat: statWith('stat'),
    lstat: statWith('lstat'),
    fstat(fd: number, bigint: boolean, request: unknown, shouldNotThrow?: boolean) {
      checkDescriptor(fd);
      if (request !== undefined) return dispatch(request, () => ownStats(fstat(fd), bigint));
      try {
        return fillStats(fstat(fd), bigint);
      } catch (error) {
        if (shouldNotThrow) return undefined;
        throw error;
      }
    },
    existsSync: (path: PathLike) => statOrNull(absolutePath(path)) !== null,
    /** 0 a file, 1 a directory, negative when there is none. */
    internalModuleStat(...args: unknown[]) {
      const path = args.find((argument) => typeof argument === 'string') as string;
      const fields = statOrNull(absolutePath(path));
      if (!fields) return errno('ENOENT');
      return typeOf(fields) === S_IFDIR ? 1 : 0;
    },
    readFileUtf8,
    readWholeFile,
    writeFileUtf8(path: PathLike | number, text: string, flags: number, mode: number) {
      if (typeof path === 'number') return void write(path, utf8Bytes(text), -1);
      const bytes = utf8Bytes(text);
      try {
        call('writeFile', absolutePath(path), bytes, flags, mode & ~currentUmask());
      } catch (error) {
        if (!(error instanceof KernelError) || error.code !== CHANNEL) throw toException(error, 'open', [path]);
        const fd = openFile(path, flags, mode);
        try {
          write(fd, bytes, -1);
        } finally {
          close(fd);
        }
      }
    },
    getFormatOfExtensionlessFile(path: string) {
      const [a, b, c, d] = readFile(path);
      return a === 0 && b === 0x61 && c === 0x73 && d === 0x6d ? 1 : 0; // "\0asm": WebAssembly
    },
    legacyMainResolve,
    cpSyncCheckPaths,
    cpSyncCopyDir,
    cpSyncOverrideFile,
  });
}
