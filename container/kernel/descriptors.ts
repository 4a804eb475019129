import type { End } from './channel.ts';
import type { Disk } from './disk.ts';
import { O_ACCMODE, O_APPEND, O_RDWR, O_WRONLY } from './disk.ts';
import { SystemFailure } from './errors.ts';
import type { Inode } from './inode.ts';

/** An open file with its position; several descriptors can stand on it (inherited ones do). */
export class OpenFile {
  readonly inode: Inode;
  readonly #disk: Disk;
  readonly #readable: boolean;
  readonly #writable: boolean;
  readonly #append: boolean;
  #position = 0;
  #references = 0;

  /** `flags` are those of open(2). */
  constructor(disk: Disk, inode: Inode, flags: number) {
    const access = flags & O_ACCMODE;
    this.inode = inode;
    this.#disk = disk;
    this.#readable = access !== O_WRONLY;
    this.#writable = access === O_WRONLY || access === O_RDWR;
    this.#append = (flags & O_APPEND) !== 0;
  }

  retain(): void {
    if (this.#references++ === 0) this.#disk.hold(this.inode);
  }

  release(): void {
    if (--this.#references === 0) this.#disk.letGo(this.inode);
  }

  /** At most `length` bytes from `position`, or from the file's own position when that is -1. A view. */
  read(length: number, position: number): Uint8Array {
    if (!this.#readable) throw new SystemFailure('EBADF');
    if (this.inode.kind === 'directory') throw new SystemFailure('EISDIR');
    if (this.inode.kind !== 'file') return new Uint8Array(0);
    const bytes = this.#disk.contents.read(this.inode, position < 0 ? this.#position : position, length);
    if (position < 0) this.#position += bytes.length;
    return bytes;
  }

  /** Writes all bytes and answers how many. Fails with ENOSPC. */
  write(bytes: Uint8Array, position: number): number {
    if (!this.#writable) throw new SystemFailure('EBADF');
    if (this.inode.kind !== 'file') return bytes.length;
    const at = this.#append ? this.inode.size : position < 0 ? this.#position : position;
    this.#disk.contents.write(this.inode, at, bytes);
    if (position < 0) this.#position = at + bytes.length;
    return bytes.length;
  }

  /** ftruncate. */
  truncate(length: number): void {
    if (!this.#writable || this.inode.kind !== 'file' || length < 0) throw new SystemFailure('EINVAL');
    this.#disk.contents.resize(this.inode, length);
  }
}

/** What a descriptor stands for. Bytes of channels never pass here: the process holds the memory itself. */
export type Descriptor =
  { kind: 'file'; file: OpenFile } | { kind: 'channel'; channel: number; end: End } | { kind: 'null' };

/** The descriptors of one process. */
export class DescriptorTable {
  readonly #slots = new Map<number, Descriptor>();
  /** Which thread has opened what. */
  readonly #openers = new Map<number, object>();
  readonly #limit: number;

  /** `limit` is the number of descriptors that can be open at a time. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Takes the lowest free number for what a thread opens. Fails with EMFILE. */
  add(descriptor: Descriptor, opener: object): number {
    if (this.#slots.size >= this.#limit) throw new SystemFailure('EMFILE');
    let fd = 0;
    while (this.#slots.has(fd)) fd++;
    this.set(fd, descriptor);
    this.#openers.set(fd, opener);
    return fd;
  }

  set(fd: number, descriptor: Descriptor): void {
    if (descriptor.kind === 'file') descriptor.file.retain();
    this.#slots.set(fd, descriptor);
  }

  has(fd: number): boolean {
    return this.#slots.has(fd);
  }

  /** Fails with EBADF. */
  get(fd: number): Descriptor {
    const descriptor = this.#slots.get(fd);
    if (!descriptor) throw new SystemFailure('EBADF');
    return descriptor;
  }

  /** The open file behind `fd`. Fails with EBADF, or with EINVAL for a descriptor that is no file. */
  file(fd: number): OpenFile {
    const descriptor = this.get(fd);
    if (descriptor.kind !== 'file') throw new SystemFailure('EINVAL');
    return descriptor.file;
  }

  /** Frees the number and lets go of its file. Fails with EBADF. */
  close(fd: number): Descriptor {
    const descriptor = this.get(fd);
    this.#slots.delete(fd);
    this.#openers.delete(fd);
    if (descriptor.kind === 'file') descriptor.file.release();
    return descriptor;
  }

  /** Keeps a file open when the thread that has opened it ends. */
  keep(fd: number): void {
    this.#openers.delete(fd);
  }

  /** Closes what a thread has opened and nobody has closed. */
  closeFilesOf(opener: object): void {
    for (const [fd, each] of [...this.#openers]) if (each === opener) this.close(fd);
  }

  /** Every open descriptor with its number. */
  entries(): [fd: number, descriptor: Descriptor][] {
    return [...this.#slots];
  }

  /** Frees the number if it stands for this end of a channel. */
  forgetChannel(fd: number, channel: number, end: End): void {
    const descriptor = this.#slots.get(fd);
    if (descriptor?.kind === 'channel' && descriptor.channel === channel && descriptor.end === end) {
      this.#slots.delete(fd);
      this.#openers.delete(fd);
    }
  }

  closeAll(): void {
    for (const fd of [...this.#slots.keys()]) this.close(fd);
  }
}
