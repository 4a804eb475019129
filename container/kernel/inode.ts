/**
 * What a name on the disk stands for.
 *
 * An inode remembers the name it was linked under last (`parent`, `name`): that gives a directory its `..` and
 * a watcher the path of what changed. A file with several hard links has several names; only the last is remembered.
 */

/** Bits of `mode` that say what an inode is; man 7 inode. */
export const S_IFREG = 0o100000;
export const S_IFDIR = 0o040000;
export const S_IFLNK = 0o120000;
export const S_IFCHR = 0o020000;
export const S_IFIFO = 0o010000;

interface InodeBase {
  readonly number: number;
  /** Type and permission bits. */
  mode: number;
  uid: number;
  /** Names that lead here. At 0, and with nobody holding it open, the inode is freed. */
  links: number;
  /** Open files that stand on this inode. */
  holders: number;
  /** Milliseconds since 1970, with fractions. */
  atime: number;
  mtime: number;
  ctime: number;
  birthtime: number;
  parent: Directory | null;
  name: string;
}

export interface RegularFile extends InodeBase {
  kind: 'file';
  /** The content's memory, which grows ahead of the content: only the first `size` bytes count. */
  memory: Uint8Array;
  size: number;
}

export interface Directory extends InodeBase {
  kind: 'directory';
  entries: Map<string, Inode>;
}

export interface SymbolicLink extends InodeBase {
  kind: 'link';
  target: string;
}

/** `/dev/null`: reads as empty, swallows what is written. */
export interface NullDevice extends InodeBase {
  kind: 'device';
}

/** `/dev/stdin` and the like: whatever the descriptor stands for, of whoever uses the name. */
export interface DescriptorDevice extends InodeBase {
  kind: 'descriptor';
  fd: number;
}

export type Inode = RegularFile | Directory | SymbolicLink | NullDevice | DescriptorDevice;

/** The path an inode was linked under last. */
export function pathOf(inode: Inode): string {
  const names: string[] = [];
  for (let at: Inode = inode; at.parent && at.parent !== at; at = at.parent) names.unshift(at.name);
  return '/' + names.join('/');
}
