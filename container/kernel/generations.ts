import { INODE_WORDS, NAMES_GENERATION, inodeGeneration } from './protocol.ts';

/** Counts the disk's changes in memory that every process sees, so that processes can keep caches (see protocol.ts). */
export class Generations {
  readonly memory = new SharedArrayBuffer((1 + INODE_WORDS) * Int32Array.BYTES_PER_ELEMENT);
  readonly #words = new Int32Array(this.memory);

  /** A name was created, removed or moved, or permissions changed. */
  names(): void {
    Atomics.add(this.#words, NAMES_GENERATION, 1);
  }

  /** The content or the attributes of an inode changed. */
  inode(number: number): void {
    Atomics.add(this.#words, inodeGeneration(number), 1);
  }
}
