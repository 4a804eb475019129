import { z } from './zod.ts';

/**
 * The reader's edits of an example's files, in the browser's own storage: one record per file, so that two tabs that
 * edit two files do not overwrite each other. Nothing of the reader's is ever thrown away: a record that cannot be
 * read moves to a key of its own, and a reset moves the edits aside, from where they can be brought back.
 */

/** Raised when the shape of a record changes. */
const SCHEMA = 1;

/** Files that stay aside after resets; older ones go. */
const MOST_ASIDE = 100;

const recordSchema = z.object({
  schema: z.literal(SCHEMA),
  /** Hash of the published file that was edited. */
  original: z.string(),
  text: z.string(),
  savedAt: z.number(),
});

type EditRecord = z.infer<typeof recordSchema>;

/** An edited file. */
export interface Edit {
  /** Path in the example: `wrong/web.js`. */
  path: string;
  text: string;
  /** Hash of the published file that was edited; another one now means that the site has changed it since. */
  original: string;
}

/** What was found in the storage. */
export interface StoredEdits {
  edits: Map<string, Edit>;
  /** Keys under which records were put that could not be read. */
  damaged: string[];
}

/** The part of `localStorage` that is used. */
export type EditStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Keeps the edits of one example. */
export class EditStore {
  readonly #storage: EditStorage;
  readonly #current: string;
  readonly #aside: string;
  readonly #damaged: string;

  constructor(storage: EditStorage, example: string) {
    this.#storage = storage;
    this.#current = `lab:edit:${example}:`;
    this.#aside = `lab:reset:${example}:`;
    this.#damaged = `lab:damaged:${example}:`;
  }

  /** Reads all edits. A damaged record is moved away, its raw text kept, and its new key told. */
  load(): StoredEdits {
    const edits = new Map<string, Edit>();
    const damaged: string[] = [];
    for (const key of this.#keys(this.#current)) {
      const raw = this.#storage.getItem(key) ?? '';
      const path = key.slice(this.#current.length);
      const record = parseRecord(raw);
      if (record === null) {
        const kept = `${this.#damaged}${path}:${hashOf(raw)}`;
        this.#storage.setItem(kept, raw);
        this.#storage.removeItem(key);
        damaged.push(kept);
      } else {
        edits.set(path, { path, text: record.text, original: record.original });
      }
    }
    return { edits, damaged };
  }

  /**
   * Keeps an edit.
   * @throws when the storage is full or forbidden
   */
  save({ path, text, original }: Edit): void {
    const record: EditRecord = { schema: SCHEMA, original, text, savedAt: Date.now() };
    this.#storage.setItem(this.#current + path, JSON.stringify(record));
  }

  /** Drops the edit of a file whose text is again what was published: there is nothing to keep. */
  forget(path: string): void {
    this.#storage.removeItem(this.#current + path);
  }

  /** Puts edits aside as one batch, which {@link bringBack} undoes. Earlier batches stay, up to a bound. */
  setAside(paths: string[]): void {
    const batch = Date.now();
    for (const path of paths) {
      const raw = this.#storage.getItem(this.#current + path);
      if (raw === null) continue;
      this.#storage.setItem(`${this.#aside}${batch}:${path}`, raw);
      this.#storage.removeItem(this.#current + path);
    }
    for (const key of this.#keys(this.#aside).slice(0, -MOST_ASIDE)) this.#storage.removeItem(key);
  }

  /** The files of the batch that was put aside last. */
  asidePaths(): string[] {
    return this.#lastBatch().map(({ path }) => path);
  }

  /** Brings back the batch that was put aside last. An edit made since takes its place there, so neither is lost. */
  bringBack(): void {
    for (const { key, path } of this.#lastBatch()) {
      const raw = this.#storage.getItem(key);
      const newer = this.#storage.getItem(this.#current + path);
      if (raw === null) continue;
      this.#storage.setItem(this.#current + path, raw);
      if (newer === null) this.#storage.removeItem(key);
      else this.#storage.setItem(key, newer);
    }
  }

  #lastBatch(): { key: string; path: string }[] {
    const all = this.#keys(this.#aside).map((key) => {
      const [batch = '', ...path] = key.slice(this.#aside.length).split(':');
      return { key, batch, path: path.join(':') };
    });
    return all.filter(({ batch }) => batch === all.at(-1)?.batch);
  }

  #keys(prefix: string): string[] {
    const keys: string[] = [];
    for (let index = 0; index < this.#storage.length; index++) {
      const key = this.#storage.key(index);
      if (key?.startsWith(prefix)) keys.push(key);
    }
    return keys.sort();
  }
}

function parseRecord(raw: string): EditRecord | null {
  try {
    return recordSchema.parse(JSON.parse(raw));
  } catch {
    return null;
  }
}

/** A short hash of a text (FNV-1a, 32 bits, in hex): enough to see that a file has changed. */
export function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, '0');
}
