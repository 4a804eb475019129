import { SystemFailure } from './errors.ts';

/** The parts of Node's library that the page fetches when one is wanted, each a file `PART.json` of texts by id. */
export type LibraryPart = 'library' | 'typescript';

/** The compiler that takes the types out of TypeScript: a part of its own, since it is larger than the other. */
export const TYPESCRIPT_COMPILER = 'internal/deps/amaro/dist/index';

const encoder = new TextEncoder();

/**
 * The files of Node's library that not every process has: those that are needed often, and the many others, which the
 * page fetches once.
 */
export class LibraryFiles {
  readonly #often: ReadonlyMap<string, string>;
  readonly #request: (part: LibraryPart) => void;
  readonly #parts = new Map<LibraryPart, PromiseWithResolvers<Map<string, string>>>();

  /**
   * @param often text by id
   * @param request asks the page for a part; it answers by `deliver` or `fail`
   */
  constructor(often: Record<string, string>, request: (part: LibraryPart) => void) {
    this.#often = new Map(Object.entries(often));
    this.#request = request;
  }

  /** Asks the page ahead of the first need: a process that waits for a file cannot do anything else. */
  prefetch(): void {
    // A failure is told to whoever needs a file and asks again.
    this.#fetch('library').catch(() => undefined);
  }

  /** The text of a file. Fails with ENOENT when there is no such file, EIO when the page could not get its part. */
  async text(id: string): Promise<Uint8Array> {
    const part = id === TYPESCRIPT_COMPILER ? 'typescript' : 'library';
    const text = this.#often.get(id) ?? (await this.#fetch(part)).get(id);
    if (text === undefined) throw new SystemFailure('ENOENT', id);
    return encoder.encode(text);
  }

  #fetch(part: LibraryPart): Promise<Map<string, string>> {
    let wanted = this.#parts.get(part);
    if (!wanted) {
      wanted = Promise.withResolvers();
      this.#parts.set(part, wanted);
      this.#request(part);
    }
    return wanted.promise;
  }

  deliver(part: LibraryPart, files: Record<string, string>): void {
    this.#parts.get(part)?.resolve(new Map(Object.entries(files)));
  }

  /** The page could not get the part. The next one who asks makes it try again. */
  fail(part: LibraryPart): void {
    const wanted = this.#parts.get(part);
    this.#parts.delete(part);
    wanted?.reject(new SystemFailure('EIO'));
  }
}
