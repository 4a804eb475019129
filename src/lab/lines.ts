/** Characters that a line may have; a longer one is cut, so that output without an end cannot eat the page's memory. */
const LONGEST_LINE = 4 * 1024 * 1024;

/** Cuts a stream of text into lines, without their ends (`\n` or a terminal's `\r\n`). */
export class LineCutter {
  readonly #line: (line: string) => void;
  #rest = '';

  constructor(line: (line: string) => void) {
    this.#line = line;
  }

  /** Takes the next piece of the stream and hands on every line that it completes. */
  push(chunk: string): void {
    let from = 0;
    for (let end = chunk.indexOf('\n'); end >= 0; end = chunk.indexOf('\n', from)) {
      this.#emit(this.#rest + chunk.slice(from, end));
      this.#rest = '';
      from = end + 1;
    }
    this.#rest += chunk.slice(from);
    if (this.#rest.length > LONGEST_LINE) {
      this.#emit(this.#rest);
      this.#rest = '';
    }
  }

  /** Hands on what is left when the stream has ended without a line end. */
  end(): void {
    if (this.#rest !== '') this.#emit(this.#rest);
    this.#rest = '';
  }

  #emit(line: string): void {
    this.#line(line.endsWith('\r') ? line.slice(0, -1) : line);
  }
}
