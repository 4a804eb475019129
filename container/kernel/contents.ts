import { SystemFailure } from './errors.ts';
import type { Generations } from './generations.ts';
import type { Inode, RegularFile } from './inode.ts';

/** Current time in milliseconds since 1970, with fractions. */
export const now = (): number => performance.timeOrigin + performance.now();

/** Reads and writes the bytes of files, and keeps them all together within a bound. */
export class Contents {
  readonly #generations: Generations;
  readonly #limit: number;
  readonly #changed: (inode: Inode) => void;
  #used = 0;

  /** `limit` is in bytes. `changed` is told of every write. */
  constructor(generations: Generations, limit: number, changed: (inode: Inode) => void) {
    this.#generations = generations;
    this.#limit = limit;
    this.#changed = changed;
  }

  /** Bytes of content on the disk. */
  get used(): number {
    return this.#used;
  }

  /** The bytes from `position` on, at most `length`: a view, to be copied before the file changes. */
  read(file: RegularFile, position: number, length: number): Uint8Array {
    const end = Math.min(file.size, position + length);
    return file.memory.subarray(Math.min(position, end), end);
  }

  /** Writes at `position`, filling a gap with zeros. Fails with ENOSPC. */
  write(file: RegularFile, position: number, bytes: Uint8Array): void {
    const end = position + bytes.length;
    if (end > file.size) this.#grow(file, end);
    file.memory.set(bytes, position);
    this.#touch(file);
  }

  /** Cuts the file or fills it up with zeros. Fails with ENOSPC. */
  resize(file: RegularFile, length: number): void {
    if (length > file.size) {
      this.#grow(file, length);
    } else {
      this.#used -= file.size - length;
      file.size = length;
      // Bytes past the end must read as zeros should the file grow again.
      if (length === 0) file.memory = new Uint8Array(0);
      else file.memory.fill(0, length);
    }
    this.#touch(file);
  }

  /** Forgets the bytes of a file that no name and no open file leads to. */
  free(file: RegularFile): void {
    this.#used -= file.size;
    file.size = 0;
    file.memory = new Uint8Array(0);
  }

  #grow(file: RegularFile, size: number): void {
    const more = size - file.size;
    if (this.#used + more > this.#limit) throw new SystemFailure('ENOSPC');
    if (size > file.memory.length) {
      // A first write gets what it asks for; a file that grows again gets room to grow, so that appending stays cheap.
      const memory = new Uint8Array(Math.max(size, Math.min(2 * file.memory.length, this.#limit)));
      memory.set(file.memory.subarray(0, file.size));
      file.memory = memory;
    }
    file.size = size;
    this.#used += more;
  }

  #touch(file: RegularFile): void {
    file.mtime = file.ctime = now();
    this.#generations.inode(file.number);
    this.#changed(file);
  }
}
