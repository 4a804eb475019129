import {
  mergeProgress,
  noProgress,
  progressText,
  readProgress,
  sectionNames,
  type Entry,
  type Progress,
  type SectionName,
} from './progress.ts';
import { DAMAGED_PREFIX, PROGRESS_KEY } from './keys.ts';

/** The part of `localStorage` that is used. */
export type ProgressStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>;

/** Something that the reader must be told. */
export type StoreProblem =
  /** Stored text could not be read, or not all of it. It was put aside, to be downloaded. */
  | { kind: 'damaged'; reason: string }
  /** A later version of the site wrote it; this page leaves it alone and keeps nothing. */
  | { kind: 'newer' }
  /** The browser keeps nothing: storage is full or forbidden. */
  | { kind: 'not-kept'; reason: string };

/** What an import brought. */
export interface Imported {
  /** Entries that were not there. */
  added: number;
  /** Entries that were there and have changed. */
  changed: number;
}

/** A text that could not be read, as it was found. */
export interface DamagedText {
  key: string;
  text: string;
}

/**
 * The reader's progress in this browser. It reads the storage again before each write and merges, and what another tab
 * writes is merged into this one, so that several tabs agree. Nothing that cannot be read is thrown away.
 */
export class ProgressStore {
  readonly #storage: ProgressStorage | null;
  readonly #now: () => number;
  readonly #listeners = new Set<() => void>();
  #progress: Progress = noProgress;
  #problem: StoreProblem | null = null;
  /** What is stored must stay as it is: a later version wrote it, or it is damaged and could not be put aside. */
  #untouchable = false;

  /**
   * @param storage null where the browser has none: then the progress lasts as long as the page
   * @param now milliseconds since 1970
   */
  constructor(storage: ProgressStorage | null, now: () => number = Date.now) {
    this.#storage = storage;
    this.#now = now;
    if (storage === null) this.#problem = notKept('it offers no storage to this page');
    else this.#take(storage.getItem(PROGRESS_KEY));
  }

  get progress(): Progress {
    return this.#progress;
  }

  get problem(): StoreProblem | null {
    return this.#problem;
  }

  /** Calls back after every change, of this tab or another one. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Makes or changes an entry, now. */
  record<S extends SectionName>(section: S, key: string, entry: Omit<Entry<S>, 'at'>): void {
    this.#reread();
    const before = this.#progress[section][key];
    // A clock that was put back must not make the new entry the older one.
    const at = Math.max(this.#now(), (before?.at ?? -1) + 1);
    this.#write(mergeProgress(this.#progress, { ...noProgress, [section]: { [key]: { ...entry, at } } }));
  }

  /** The text of an export file. */
  export(): string {
    return `${progressText(this.#progress, 2)}\n`;
  }

  /**
   * Merges an exported file into what is here.
   * @throws Error that says what is wrong with the file; then nothing has changed
   */
  import(text: string): Imported {
    const reading = readProgress(text);
    if (reading.kind === 'newer') {
      throw new Error('The file was written by a later version of this site. Reload this page, then import it again.');
    }
    if (reading.kind === 'damaged') throw new Error(`The file cannot be imported. ${reading.reason}`);
    this.#reread();
    const before = this.#progress;
    const after = mergeProgress(before, reading.progress);
    this.#write(after);
    return countChanges(before, after);
  }

  /** Deletes all progress. What it was comes back by {@link import}ing the text that this returns. */
  wipe(): string {
    this.#reread();
    const text = this.export();
    this.#progress = noProgress;
    if (!this.#untouchable) this.#storage?.removeItem(PROGRESS_KEY);
    this.#tell();
    return text;
  }

  /** The storage was changed by another tab. @param text what is stored now; null when it was deleted */
  changedElsewhere(text: string | null): void {
    if (text === null) {
      this.#untouchable = false;
      this.#progress = noProgress;
      return this.#tell();
    }
    this.#take(text);
    // The other tab may have written while this one did: what it has not seen is written again.
    if (progressText(this.#progress) === text) this.#tell();
    else this.#write(this.#progress);
  }

  /** Texts that were put aside because they could not be read. */
  damaged(): DamagedText[] {
    const found: DamagedText[] = [];
    for (let index = 0; index < (this.#storage?.length ?? 0); index++) {
      const key = this.#storage!.key(index);
      if (key?.startsWith(DAMAGED_PREFIX)) found.push({ key, text: this.#storage!.getItem(key) ?? '' });
    }
    return found.sort((a, b) => a.key.localeCompare(b.key, 'en', { numeric: true }));
  }

  /** Deletes a damaged text, when the reader says so. */
  forgetDamaged(key: string): void {
    if (!key.startsWith(DAMAGED_PREFIX)) throw new Error(`${key} is not a damaged text.`);
    this.#storage?.removeItem(key);
    this.#tell();
  }

  #reread(): void {
    const text = this.#storage?.getItem(PROGRESS_KEY) ?? null;
    if (text !== null) this.#take(text);
  }

  /** Merges a stored text into what this page knows, and puts it aside first if it is damaged. */
  #take(text: string | null): void {
    this.#untouchable = false;
    if (text === null) return;
    const reading = readProgress(text);
    if (reading.kind === 'newer') {
      this.#untouchable = true;
      this.#problem = { kind: 'newer' };
      return;
    }
    this.#progress = mergeProgress(this.#progress, reading.progress);
    if (reading.kind === 'read') return;
    this.#problem = { kind: 'damaged', reason: reading.reason };
    this.#untouchable = !this.#attempt((storage) => storage.setItem(this.#freeDamagedKey(storage), text));
    if (!this.#untouchable) this.#attempt((storage) => storage.setItem(PROGRESS_KEY, progressText(this.#progress)));
  }

  #write(progress: Progress): void {
    this.#progress = progress;
    const kept =
      !this.#untouchable && this.#attempt((storage) => storage.setItem(PROGRESS_KEY, progressText(progress)));
    if (kept && this.#problem?.kind === 'not-kept') this.#problem = null;
    this.#tell();
  }

  #freeDamagedKey(storage: ProgressStorage): string {
    let at = this.#now();
    while (storage.getItem(DAMAGED_PREFIX + at) !== null) at++;
    return DAMAGED_PREFIX + at;
  }

  #attempt(write: (storage: ProgressStorage) => void): boolean {
    if (this.#storage === null) return false;
    try {
      write(this.#storage);
      return true;
    } catch (error) {
      this.#problem = notKept((error as Error).message);
      return false;
    }
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

function notKept(reason: string): StoreProblem {
  return { kind: 'not-kept', reason };
}

function countChanges(before: Progress, after: Progress): Imported {
  const imported: Imported = { added: 0, changed: 0 };
  for (const name of sectionNames) {
    for (const [key, entry] of Object.entries(after[name])) {
      const old = before[name][key];
      if (old === undefined) imported.added++;
      else if (JSON.stringify(old) !== JSON.stringify(entry)) imported.changed++;
    }
  }
  return imported;
}
