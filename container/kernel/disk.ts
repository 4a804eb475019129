import { Contents, now } from './contents.ts';
import { SystemFailure } from './errors.ts';
import type { Generations } from './generations.ts';
import { S_IFCHR, S_IFDIR, S_IFLNK, S_IFREG, pathOf } from './inode.ts';
import type { Directory, Inode } from './inode.ts';
import type { Limits } from './limits.ts';
import { LAB_UID } from './protocol.ts';
import type { DirectoryEntry, StatFields } from './protocol.ts';

/** Flags of open(2) on Linux. */
export const O_ACCMODE = 3;
export const O_WRONLY = 1;
export const O_RDWR = 2;
export const O_CREAT = 0o100;
export const O_EXCL = 0o200;
export const O_TRUNC = 0o1000;
export const O_APPEND = 0o2000;
export const O_DIRECTORY = 0o200000;
export const O_NOFOLLOW = 0o400000;

/** Bits of access(2), and of each group in a mode. */
export const R_OK = 4;
export const W_OK = 2;
export const X_OK = 1;

const COPYFILE_EXCL = 1;

/** Owns the system's own files, which programs therefore cannot change. */
export const ROOT_UID = 0;

const MAX_LINKS_FOLLOWED = 40;
const MAX_NAME_BYTES = 255;
/** What stat says of a directory's size, as on ext4. */
const DIRECTORY_SIZE = 4096;
/** What statfs calls a disk that is memory; linux/magic.h. */
const TMPFS_MAGIC = 0x01021994;
const BLOCK_SIZE = 4096;

/** A change that a watcher may care for: something in `directory` under `name` appeared, went or was written. */
export type DiskChange = (kind: 'rename' | 'change', directory: Directory, name: string) => void;

/** Where a path leads: the directory that holds its last name, and what is there. */
interface Place {
  directory: Directory;
  name: string;
  inode: Inode | null;
}

/** The container's disk: a tree of names over inodes, with Linux's rules and error codes. All in memory. */
export class Disk {
  readonly root: Directory;
  readonly contents: Contents;
  /** Told of every change; set by whoever watches. */
  onChange: DiskChange | null = null;
  readonly #generations: Generations;
  readonly #limits: Limits;
  #uid = LAB_UID;
  #privileged = false;
  #nextNumber = 1;
  #inodes = 0;

  constructor(limits: Limits, generations: Generations) {
    this.#limits = limits;
    this.#generations = generations;
    this.contents = new Contents(generations, limits.diskBytes, (file) => {
      if (file.parent) this.onChange?.('change', file.parent, file.name);
    });
    const base = { ...this.#base(S_IFDIR | 0o755), uid: ROOT_UID };
    const root: Directory = { ...base, kind: 'directory', entries: new Map(), links: 2 };
    root.parent = root;
    this.root = root;
  }

  /** Does `action` without asking for permissions. What it makes belongs to `uid`. */
  privileged<T>(uid: number, action: () => T): T {
    this.#uid = uid;
    this.#privileged = true;
    try {
      return action();
    } finally {
      this.#uid = LAB_UID;
      this.#privileged = false;
    }
  }

  /** What the path leads to. Fails with ENOENT, ENOTDIR, EACCES, ELOOP. `follow`: through a link at the end too. */
  lookup(path: string, follow = true): Inode {
    const { inode } = this.#resolve(path, follow);
    if (!inode) throw new SystemFailure('ENOENT', path);
    return inode;
  }

  /** open(2) without the descriptor: finds, creates or empties a file and checks that it may be used so. */
  open(path: string, flags: number, mode: number): Inode {
    const exclusive = (flags & O_CREAT) !== 0 && (flags & O_EXCL) !== 0;
    const follow = !exclusive && (flags & O_NOFOLLOW) === 0;
    if ((flags & O_CREAT) !== 0 && path.endsWith('/')) throw new SystemFailure('EISDIR', path);
    const place = this.#resolve(path, follow);
    let { inode } = place;
    if (inode && exclusive) throw new SystemFailure('EEXIST', path);
    if (!inode) {
      if ((flags & O_CREAT) === 0) throw new SystemFailure('ENOENT', path);
      inode = this.#create(place, path, {
        ...this.#base(S_IFREG | (mode & 0o7777)),
        kind: 'file',
        memory: new Uint8Array(0),
        size: 0,
      });
      return inode;
    }
    if (inode.kind === 'link') throw new SystemFailure('ELOOP', path);
    return this.admit(inode, flags, path);
  }

  /** Whether an inode may be opened so; empties a file with O_TRUNC. Fails with EISDIR, ENOTDIR, EACCES. */
  admit(inode: Inode, flags: number, path: string): Inode {
    const access = flags & O_ACCMODE;
    if (inode.kind === 'directory' && (access !== 0 || (flags & O_CREAT) !== 0))
      throw new SystemFailure('EISDIR', path);
    if (inode.kind !== 'directory' && (flags & O_DIRECTORY) !== 0) throw new SystemFailure('ENOTDIR', path);
    const wanted = access === O_RDWR ? R_OK | W_OK : access === O_WRONLY ? W_OK : R_OK;
    if (!this.#may(inode, wanted)) throw new SystemFailure('EACCES', path);
    if (inode.kind === 'file' && (flags & O_TRUNC) !== 0 && access !== 0) this.contents.resize(inode, 0);
    return inode;
  }

  /** An open file stands on the inode: it outlives its names. */
  hold(inode: Inode): void {
    inode.holders++;
  }

  letGo(inode: Inode): void {
    inode.holders--;
    this.#freeIfUnused(inode);
  }

  /** The whole content of the file at `path`: a view, to be copied before the file changes. */
  readFile(path: string): Uint8Array {
    return this.contentOf(this.open(path, 0, 0), path);
  }

  /** The whole content of a file: a view, to be copied before the file changes. Fails with EISDIR. */
  contentOf(inode: Inode, path: string): Uint8Array {
    if (inode.kind === 'directory') throw new SystemFailure('EISDIR', path);
    return inode.kind === 'file' ? this.contents.read(inode, 0, inode.size) : new Uint8Array(0);
  }

  /** Opens with `flags` and writes everything. */
  writeFile(path: string, bytes: Uint8Array, flags: number, mode: number): void {
    this.fill(this.open(path, flags, mode), bytes, flags);
  }

  /** Writes everything to what was opened with `flags`. */
  fill(inode: Inode, bytes: Uint8Array, flags: number): void {
    if (inode.kind === 'file') this.contents.write(inode, (flags & O_APPEND) !== 0 ? inode.size : 0, bytes);
  }

  stat(inode: Inode): StatFields {
    const size =
      inode.kind === 'file'
        ? inode.size
        : inode.kind === 'link'
          ? new TextEncoder().encode(inode.target).length
          : inode.kind === 'directory'
            ? DIRECTORY_SIZE
            : 0;
    const times = [inode.atime, inode.mtime, inode.ctime, inode.birthtime];
    return [
      1, // dev: there is one disk
      inode.mode,
      inode.links,
      inode.uid,
      inode.uid, // gid: every user has a group of its own
      0, // rdev
      BLOCK_SIZE,
      inode.number,
      size,
      Math.ceil(size / 512),
      ...times.flatMap((time) => [Math.floor(time / 1000), Math.round((time % 1000) * 1000) * 1000]),
    ];
  }

  /** statfs: the whole disk, whatever the path. */
  room(path: string): number[] {
    this.lookup(path);
    const { diskBytes, inodes } = this.#limits;
    const free = Math.floor((diskBytes - this.contents.used) / BLOCK_SIZE);
    return [TMPFS_MAGIC, BLOCK_SIZE, Math.floor(diskBytes / BLOCK_SIZE), free, free, inodes, inodes - this.#inodes];
  }

  /** Fails with EACCES unless the user may do all that the bits of `wanted` say. */
  access(path: string, wanted: number): void {
    if (!this.#may(this.lookup(path), wanted)) throw new SystemFailure('EACCES', path);
  }

  /** The entries of a directory by their names, as libuv sorts them: programs rely on it. */
  readdir(path: string): DirectoryEntry[] {
    const types = { file: 1, directory: 2, link: 3, device: 6, descriptor: 6 };
    return this.entries(path)
      .map(([name, inode]): DirectoryEntry => [name, types[inode.kind]])
      .sort(([one], [other]) => (one < other ? -1 : 1));
  }

  /** Every entry of a directory. Fails with ENOENT, ENOTDIR, EACCES. */
  entries(path: string): [string, Inode][] {
    const directory = this.#directory(path);
    if (!this.#may(directory, R_OK)) throw new SystemFailure('EACCES', path);
    return [...directory.entries];
  }

  /** Answers the first directory it made, or null. */
  mkdir(path: string, mode: number, recursive: boolean): string | null {
    if (!recursive) {
      // What exists is in the way, even if the slash at the end would refuse it.
      const place = this.#resolve(path.replace(/(?<=.)\/$/, ''), false);
      if (place.inode) throw new SystemFailure('EEXIST', path);
      this.#makeDirectory(place, path, mode);
      return path;
    }
    let first: string | null = null;
    let at = '';
    if (path === '') throw new SystemFailure('ENOENT', path);
    for (const name of path.split('/').filter(Boolean)) {
      at += '/' + name;
      const place = this.#resolve(at, true);
      if (place.inode && place.inode.kind !== 'directory') {
        throw new SystemFailure(at === path ? 'EEXIST' : 'ENOTDIR', path);
      }
      if (place.inode) continue;
      this.#makeDirectory(place, at, mode);
      first ??= at;
    }
    return first;
  }

  /** Makes a directory whose name is the prefix and six random characters, and answers its path. */
  mkdtemp(prefix: string): string {
    for (;;) {
      const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
      const random = crypto.getRandomValues(new Uint8Array(6));
      const path = prefix + Array.from(random, (value) => letters[value % letters.length]).join('');
      const place = this.#resolve(path, false);
      if (place.inode) continue;
      this.#makeDirectory(place, path, 0o700);
      return path;
    }
  }

  rmdir(path: string): void {
    const place = this.#existing(path);
    if (place.inode.kind !== 'directory') throw new SystemFailure('ENOTDIR', path);
    if (place.inode === this.root) throw new SystemFailure('EBUSY', path);
    if (place.inode.entries.size > 0) throw new SystemFailure('ENOTEMPTY', path);
    this.#removeName(place, path);
  }

  unlink(path: string): void {
    const place = this.#existing(path);
    if (place.inode.kind === 'directory') throw new SystemFailure('EISDIR', path);
    this.#removeName(place, path);
  }

  /** rm, with -r when `recursive` and -f when `force`. Fails with EISDIR for a directory without -r. */
  remove(path: string, recursive: boolean, force: boolean): void {
    let place: Place & { inode: Inode };
    try {
      place = this.#existing(path);
    } catch (error) {
      if (force && error instanceof SystemFailure && error.code === 'ENOENT') return;
      throw error;
    }
    if (place.inode === this.root) throw new SystemFailure('EBUSY', path);
    if (place.inode.kind === 'directory') {
      if (!recursive) throw new SystemFailure('EISDIR', path);
      this.#empty(place.inode, path);
    }
    this.#removeName(place, path);
  }

  rename(from: string, to: string): void {
    const source = this.#existing(from, to);
    const target = this.#resolve(to, false);
    const { inode } = source;
    if (inode === target.inode) return;
    if (!this.#may(source.directory, W_OK) || !this.#may(target.directory, W_OK)) {
      throw new SystemFailure('EACCES', from, to);
    }
    if (inode.kind === 'directory') {
      for (let at = target.directory; ; at = at.parent ?? this.root) {
        if (at === inode) throw new SystemFailure('EINVAL', from, to);
        if (at === this.root) break;
      }
    }
    if (target.inode) {
      if (inode.kind === 'directory' && target.inode.kind !== 'directory') throw new SystemFailure('ENOTDIR', from, to);
      if (inode.kind !== 'directory' && target.inode.kind === 'directory') throw new SystemFailure('EISDIR', from, to);
      if (target.inode.kind === 'directory' && target.inode.entries.size > 0) {
        throw new SystemFailure('ENOTEMPTY', from, to);
      }
      this.#removeName({ ...target, inode: target.inode }, to);
    }
    source.directory.entries.delete(source.name);
    this.#touchDirectory(source.directory, source.name);
    target.directory.entries.set(target.name, inode);
    if (inode.kind === 'directory') {
      source.directory.links--;
      target.directory.links++;
    }
    inode.parent = target.directory;
    inode.name = target.name;
    inode.ctime = now();
    this.#touchDirectory(target.directory, target.name);
  }

  copyFile(from: string, to: string, flags: number): void {
    const source = this.open(from, 0, 0);
    if (source.kind === 'directory') throw new SystemFailure('EISDIR', from, to);
    const bytes = source.kind === 'file' ? this.contents.read(source, 0, source.size).slice() : new Uint8Array(0);
    const exclusive = (flags & COPYFILE_EXCL) !== 0 ? O_EXCL : 0;
    this.writeFile(to, bytes, O_WRONLY | O_CREAT | O_TRUNC | exclusive, source.mode);
  }

  /** A hard link. */
  link(existing: string, path: string): void {
    const inode = this.lookup(existing, false);
    const place = this.#resolve(path, false);
    if (inode.kind === 'directory') throw new SystemFailure('EPERM', existing, path);
    if (place.inode) throw new SystemFailure('EEXIST', existing, path);
    this.#enter(place, path, inode);
  }

  symlink(target: string, path: string): void {
    const place = this.#resolve(path, false);
    if (place.inode) throw new SystemFailure('EEXIST', target, path);
    if (target === '') throw new SystemFailure('ENOENT', target, path);
    this.#create(place, path, { ...this.#base(S_IFLNK | 0o777), kind: 'link', target });
  }

  readlink(path: string): string {
    const inode = this.lookup(path, false);
    if (inode.kind !== 'link') throw new SystemFailure('EINVAL', path);
    return inode.target;
  }

  realpath(path: string): string {
    const { directory, name, inode } = this.#resolve(path, true);
    if (!inode) throw new SystemFailure('ENOENT', path);
    if (inode.kind === 'directory') return pathOf(inode);
    const parent = pathOf(directory);
    return parent === '/' ? `/${name}` : `${parent}/${name}`;
  }

  chmod(inode: Inode, mode: number, path?: string): void {
    if (!this.#owns(inode)) throw new SystemFailure('EPERM', path);
    inode.mode = (inode.mode & ~0o7777) | (mode & 0o7777);
    this.#touchAttributes(inode);
    this.#generations.names();
  }

  /** Sets access and modification time, in seconds since 1970. */
  utimes(inode: Inode, atime: number, mtime: number, path?: string): void {
    if (!this.#owns(inode)) throw new SystemFailure('EPERM', path);
    inode.atime = atime * 1000;
    inode.mtime = mtime * 1000;
    this.#touchAttributes(inode);
  }

  /** Puts a name for a descriptor at `path`, or a device that reads as empty. */
  makeDevice(path: string, fd: number | null): void {
    const base = this.#base(S_IFCHR | 0o666);
    const device: Inode = fd === null ? { ...base, kind: 'device' } : { ...base, kind: 'descriptor', fd };
    this.#create(this.#resolve(path, false), path, device);
  }

  #base(mode: number) {
    const time = now();
    return {
      number: this.#nextNumber++,
      mode,
      uid: this.#uid,
      links: 0,
      holders: 0,
      atime: time,
      mtime: time,
      ctime: time,
      birthtime: time,
      parent: null as Directory | null,
      name: '',
    };
  }

  #owns(inode: Inode): boolean {
    return this.#privileged || inode.uid === this.#uid;
  }

  #may(inode: Inode, wanted: number): boolean {
    if (this.#privileged) return true;
    const granted = inode.uid === this.#uid ? inode.mode >> 6 : inode.mode;
    return (granted & wanted) === wanted;
  }

  #directory(path: string): Directory {
    const inode = this.lookup(path);
    if (inode.kind !== 'directory') throw new SystemFailure('ENOTDIR', path);
    return inode;
  }

  #existing(path: string, dest?: string): Place & { inode: Inode } {
    const { directory, name, inode } = this.#resolve(path, false);
    if (!inode) throw new SystemFailure('ENOENT', path, dest);
    return { directory, name, inode };
  }

  /** Walks the path. The last name need not exist; everything before it must. */
  #resolve(path: string, follow: boolean): Place {
    if (path === '') throw new SystemFailure('ENOENT', path);
    const names = path.split('/').filter((name) => name !== '' && name !== '.');
    // A slash at the end names a directory, or what a link leads to; man 7 path_resolution.
    const asDirectory = path.endsWith('/');
    let directory = this.root;
    let followed = 0;
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      if (!this.#may(directory, X_OK)) throw new SystemFailure('EACCES', path);
      if (name.length > MAX_NAME_BYTES) throw new SystemFailure('ENAMETOOLONG', path);
      const last = names.length === 0;
      const inode: Inode | undefined = name === '..' ? (directory.parent ?? this.root) : directory.entries.get(name);
      if (inode?.kind === 'link' && (follow || asDirectory || !last)) {
        if (++followed > MAX_LINKS_FOLLOWED) throw new SystemFailure('ELOOP', path);
        names.unshift(...inode.target.split('/').filter((part) => part !== '' && part !== '.'));
        if (inode.target.startsWith('/')) directory = this.root;
        continue;
      }
      if (last && asDirectory && inode && inode.kind !== 'directory') throw new SystemFailure('ENOTDIR', path);
      if (last && name !== '..') return { directory, name, inode: inode ?? null };
      if (!inode) throw new SystemFailure('ENOENT', path);
      if (inode.kind !== 'directory') throw new SystemFailure('ENOTDIR', path);
      directory = inode;
    }
    // The path ended on a directory that was reached without naming it: `/`, `..`, or a link to one of these.
    return { directory: directory.parent ?? this.root, name: directory.name, inode: directory };
  }

  #create<T extends Inode>(place: Place, path: string, inode: T): T {
    if (this.#inodes >= this.#limits.inodes) throw new SystemFailure('ENOSPC', path);
    this.#enter(place, path, inode);
    this.#inodes++;
    return inode;
  }

  #makeDirectory(place: Place, path: string, mode: number): void {
    const base = this.#base(S_IFDIR | (mode & 0o7777));
    const directory = this.#create(place, path, { ...base, kind: 'directory' as const, entries: new Map() });
    directory.links++; // its own `.`
    place.directory.links++; // its `..`
  }

  #enter(place: Place, path: string, inode: Inode): void {
    if (!this.#may(place.directory, W_OK)) throw new SystemFailure('EACCES', path);
    // A directory that was removed while somebody still stands in it takes no new names.
    if (place.directory.links === 0) throw new SystemFailure('ENOENT', path);
    place.directory.entries.set(place.name, inode);
    inode.links++;
    inode.parent = place.directory;
    inode.name = place.name;
    inode.ctime = now();
    this.#touchDirectory(place.directory, place.name);
  }

  #removeName(place: Place & { inode: Inode }, path: string): void {
    const { directory, name, inode } = place;
    if (!this.#may(directory, W_OK)) throw new SystemFailure('EACCES', path);
    directory.entries.delete(name);
    inode.links--;
    inode.ctime = now();
    if (inode.kind === 'directory') {
      inode.links--;
      directory.links--;
    }
    this.#generations.inode(inode.number);
    this.#touchDirectory(directory, name);
    if (inode.parent === directory && inode.name === name && inode.kind !== 'directory') inode.parent = null;
    this.#freeIfUnused(inode);
  }

  #empty(directory: Directory, path: string): void {
    for (const [name, inode] of [...directory.entries]) {
      if (inode.kind === 'directory') this.#empty(inode, `${path}/${name}`);
      this.#removeName({ directory, name, inode }, `${path}/${name}`);
    }
  }

  #freeIfUnused(inode: Inode): void {
    if (inode.links > 0 || inode.holders > 0) return;
    this.#inodes--;
    if (inode.kind === 'file') this.contents.free(inode);
  }

  #touchDirectory(directory: Directory, name: string): void {
    directory.mtime = directory.ctime = now();
    this.#generations.inode(directory.number);
    this.#generations.names();
    this.onChange?.('rename', directory, name);
  }

  #touchAttributes(inode: Inode): void {
    inode.ctime = now();
    this.#generations.inode(inode.number);
    if (inode.parent) this.onChange?.('change', inode.parent, inode.name);
  }
}
