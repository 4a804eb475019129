/** The command lines of a terminal, to go back to with the arrow keys. */
export class History {
  readonly #lines: string[] = [];
  #at = 0;
  /** What was being typed when the reader went back. */
  #draft = '';

  add(line: string): void {
    if (line.trim() !== '' && line !== this.#lines.at(-1)) this.#lines.push(line);
    this.#at = this.#lines.length;
  }

  /** The line before (-1) or after (1) the one shown; null when there is none. */
  move(by: -1 | 1, shown: string): string | null {
    const to = this.#at + by;
    if (to < 0 || to > this.#lines.length) return null;
    if (this.#at === this.#lines.length) this.#draft = shown;
    this.#at = to;
    return this.#lines[to] ?? this.#draft;
  }
}
