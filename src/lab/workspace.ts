import { hashOf } from './edits.ts';
import type { Edit, EditStore } from './edits.ts';
import { shownFiles } from './example-files.ts';
import type { ExampleFiles, ShownFile } from './example-files.ts';
import { labProblem } from './problem.ts';
import type { LabProblem } from './problem.ts';

/** A file as the reader sees it. */
export interface WorkFile extends ShownFile {
  /** The text now: the reader's, or what is published. */
  current: string;
  edited: boolean;
  /** The published file has changed since the reader edited it. */
  outdated: boolean;
}

/** The reader's copy of an example: the published files with the reader's edits laid over. */
export class Workspace {
  readonly #example: ExampleFiles;
  readonly #store: EditStore;
  readonly #tell: (problem: LabProblem) => void;
  readonly #versions: readonly string[];
  #edits: Map<string, Edit>;

  /**
   * @param versions the versions that may be edited here
   * @param tell hears of storage that is damaged, full or forbidden
   */
  constructor(
    example: ExampleFiles,
    store: EditStore,
    versions: readonly string[],
    tell: (problem: LabProblem) => void,
  ) {
    this.#example = example;
    this.#store = store;
    this.#versions = versions;
    this.#tell = tell;
    this.#edits = this.#load();
  }

  /** The files of a version, in tab order. Versions that cannot be edited here are read-only. */
  files(version: string): WorkFile[] {
    return shownFiles(this.#example, version).map((file) => {
      const edit = this.#edits.get(file.path);
      return {
        ...file,
        readonly: file.readonly || !this.#versions.includes(version),
        current: edit?.text ?? file.text,
        edited: edit !== undefined,
        outdated: edit !== undefined && edit.original !== hashOf(file.text),
      };
    });
  }

  /** The edited texts, by path in the example. */
  texts(): Map<string, string> {
    const paths = this.#paths();
    return new Map([...this.#edits].filter(([path]) => paths.has(path)).map(([path, { text }]) => [path, text]));
  }

  /** Takes the reader's text for a file, and keeps it across visits. */
  edit(file: ShownFile, text: string): void {
    if (text === file.text) {
      this.#edits.delete(file.path);
      this.#keep(() => this.#store.forget(file.path));
      return;
    }
    const edit = { path: file.path, text, original: this.#edits.get(file.path)?.original ?? hashOf(file.text) };
    this.#edits.set(file.path, edit);
    this.#keep(() => this.#store.save(edit));
  }

  /** Puts files back to what is published; {@link undoReset} brings the edits back. */
  reset(paths: readonly string[] = [...this.texts().keys()]): void {
    this.#keep(() => this.#store.setAside([...paths]));
    for (const path of paths) this.#edits.delete(path);
  }

  /** The files whose edits a reset put aside. */
  asidePaths(): string[] {
    const paths = this.#paths();
    return this.#store.asidePaths().filter((path) => paths.has(path));
  }

  /** Brings back the edits that the last reset put aside. */
  undoReset(): void {
    this.#keep(() => this.#store.bringBack());
    this.#edits = this.#load();
  }

  #paths(): Set<string> {
    return new Set(this.#versions.flatMap((version) => shownFiles(this.#example, version).map(({ path }) => path)));
  }

  #load(): Map<string, Edit> {
    const { edits, damaged } = this.#store.load();
    if (damaged.length > 0) {
      const cause = `The record could not be read. Its raw text is kept in this browser's storage: ${damaged.join(', ')}.`;
      const mend =
        'You see the published file. To get the edit back, copy its text from the storage with the developer tools.';
      this.#tell(labProblem('edits-damaged', 'An edit of yours in the browser’s storage is damaged', cause, mend));
    }
    return edits;
  }

  #keep(work: () => void): void {
    try {
      work();
    } catch (error) {
      const mend =
        'The edit works until you leave this page; copy it if you want to keep it. Then free some storage for this site.';
      const cause = error instanceof Error ? error.message : String(error);
      this.#tell(labProblem('edits-not-kept', 'The browser does not keep your edit', cause, mend));
    }
  }
}
