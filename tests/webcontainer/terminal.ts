/** What a host shows of a program: its output as it is, or as a terminal's driver makes it. */
export class Terminal {
  readonly #real: boolean;
  readonly #show: (text: string) => void;

  /** @param real whether it echoes what is written to the program, and ends lines with a return as well */
  constructor(real: boolean, show: (text: string) => void) {
    this.#real = real;
    this.#show = show;
  }

  print(text: string): void {
    this.#show(this.#real ? text.replaceAll('\n', '\r\n') : text);
  }

  /** Shows what is written to the program: control characters as a driver prints them, with a caret. */
  echo(text: string): void {
    if (this.#real) this.print(text.replaceAll('\u001e', '^^'));
  }
}
