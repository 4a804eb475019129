import type { ProgressStorage } from '../store.ts';

/** A browser's storage for tests. */
export class MemoryStorage implements ProgressStorage {
  readonly #items = new Map<string, string>();
  /** Refuses every write, as a full storage does. */
  full = false;
  writes = 0;

  get length(): number {
    return this.#items.size;
  }
  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    if (this.full) throw new Error('The quota has been exceeded.');
    this.writes++;
    this.#items.set(key, value);
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
}
