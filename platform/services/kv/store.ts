import { Refusal } from './resp.ts';

export type Value = string | string[] | Set<string> | Map<string, string>;

interface Entry {
  value: Value;
  /** When it expires, in milliseconds since 1970; null for never. */
  expires: number | null;
}

/** The data of a key-value store: entries that may expire. An expired entry is never seen. */
export class Store {
  readonly #entries = new Map<string, Entry>();
  readonly #changes = new Map<string, number>();

  /** How often an entry was put, changed or removed so far. */
  changes(key: string): number {
    return this.#changes.get(key) ?? 0;
  }

  get(key: string): Value | null {
    return this.#live(key)?.value ?? null;
  }

  string(key: string): string | null {
    return this.#typed(key, (value): value is string => typeof value === 'string');
  }

  list(key: string): string[] | null {
    return this.#typed(key, (value): value is string[] => Array.isArray(value));
  }

  set(key: string): Set<string> | null {
    return this.#typed(key, (value): value is Set<string> => value instanceof Set);
  }

  hash(key: string): Map<string, string> | null {
    return this.#typed(key, (value): value is Map<string, string> => value instanceof Map);
  }

  /** Puts a value; what it replaces loses its expiry unless it is kept. */
  put(key: string, value: Value, expires: number | null = this.expiry(key)): void {
    this.#entries.set(key, { value, expires });
    this.#changed(key);
  }

  /** Removes an entry; true when it was there. */
  delete(key: string): boolean {
    const there = this.#live(key) !== undefined;
    this.#entries.delete(key);
    if (there) this.#changed(key);
    return there;
  }

  expiry(key: string): number | null {
    return this.#live(key)?.expires ?? null;
  }

  /** Changes when an entry expires; false when there is none. */
  expire(key: string, expires: number | null): boolean {
    const entry = this.#live(key);
    if (!entry) return false;
    entry.expires = expires;
    this.#changed(key);
    return true;
  }

  keys(): string[] {
    return [...this.#entries.keys()].filter((key) => this.#live(key) !== undefined);
  }

  clear(): void {
    for (const key of this.keys()) this.delete(key);
  }

  /** All of it as JSON, for {@link load}. */
  dump(): string {
    const entries = this.keys().map((key) => {
      const { value, expires } = this.#entries.get(key) as Entry;
      if (value instanceof Set) return { key, expires, set: [...value] };
      if (value instanceof Map) return { key, expires, hash: [...value] };
      return Array.isArray(value) ? { key, expires, list: value } : { key, expires, string: value };
    });
    return JSON.stringify(entries);
  }

  /** Reads what {@link dump} wrote. */
  load(json: string): void {
    type Dumped = { key: string; expires: number | null } & Partial<{
      string: string;
      list: string[];
      set: string[];
      hash: [string, string][];
    }>;
    for (const { key, expires, string, list, set, hash } of JSON.parse(json) as Dumped[]) {
      const value = string ?? list ?? (set ? new Set(set) : new Map(hash));
      this.#entries.set(key, { value, expires });
    }
  }

  #live(key: string): Entry | undefined {
    const entry = this.#entries.get(key);
    if (entry?.expires == null || entry.expires > Date.now()) return entry;
    this.#entries.delete(key);
    this.#changed(key);
    return undefined;
  }

  #changed(key: string): void {
    this.#changes.set(key, this.changes(key) + 1);
  }

  #typed<V extends Value>(key: string, is: (value: Value) => value is V): V | null {
    const value = this.get(key);
    if (value === null) return null;
    if (is(value)) return value;
    throw new Refusal('WRONGTYPE Operation against a key holding the wrong kind of value');
  }
}
