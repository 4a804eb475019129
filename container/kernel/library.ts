import { SystemFailure } from './errors.ts';

const encoder = new TextEncoder();

/** The files of Node's library that few programs need: the page fetches them once, when the first one is asked for. */
export class LibraryFiles {
  readonly #request: () => void;
  #files: Promise<Map<string, string>> | null = null;
  #arrived: ((files: Map<string, string>) => void) | null = null;
  #failed: ((error: SystemFailure) => void) | null = null;

  /** `request` asks the page for the files; it answers by `deliver` or `fail`. */
  constructor(request: () => void) {
    this.#request = request;
  }

  /** Asks the page ahead of the first need: a process that waits for a file cannot do anything else. */
  prefetch(): void {
    // A failure is told to whoever needs a file and asks again.
    this.#fetch().catch(() => undefined);
  }

  /** The text of a file. Fails with ENOENT when there is no such file, EIO when the page could not get them. */
  async text(id: string): Promise<Uint8Array> {
    const text = (await this.#fetch()).get(id);
    if (text === undefined) throw new SystemFailure('ENOENT', id);
    return encoder.encode(text);
  }

  #fetch(): Promise<Map<string, string>> {
    this.#files ??= new Promise((arrived, failed) => {
      this.#arrived = arrived;
      this.#failed = failed;
      this.#request();
    });
    return this.#files;
  }

  deliver(files: Record<string, string>): void {
    this.#arrived?.(new Map(Object.entries(files)));
  }

  /** The page could not get the files. The next one who asks makes it try again. */
  fail(): void {
    this.#files = null;
    this.#failed?.(new SystemFailure('EIO'));
  }
}
