import { SystemFailure } from './errors.ts';

const encoder = new TextEncoder();

/**
 * The files of Node's library that not every process has: those that are needed often, and the many others, which the
 * page fetches once.
 */
export class LibraryFiles {
  readonly #often: ReadonlyMap<string, string>;
  readonly #request: () => void;
  #files: Promise<Map<string, string>> | null = null;
  #arrived: ((files: Map<string, string>) => void) | null = null;
  #failed: ((error: SystemFailure) => void) | null = null;

  /**
   * @param often text by id
   * @param request asks the page for the others; it answers by `deliver` or `fail`
   */
  constructor(often: Record<string, string>, request: () => void) {
    this.#often = new Map(Object.entries(often));
    this.#request = request;
  }

  /** Asks the page ahead of the first need: a process that waits for a file cannot do anything else. */
  prefetch(): void {
    // A failure is told to whoever needs a file and asks again.
    this.#fetch().catch(() => undefined);
  }

  /** The text of a file. Fails with ENOENT when there is no such file, EIO when the page could not get them. */
  async text(id: string): Promise<Uint8Array> {
    const text = this.#often.get(id) ?? (await this.#fetch()).get(id);
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
