/** Cuts bytes (as latin1) into lines that end with CR LF, however they are split over packets. */
export class Lines {
  #rest = '';

  /** Takes bytes and returns the lines that are complete now. */
  push(bytes: string): string[] {
    const lines = (this.#rest + bytes).split('\r\n');
    this.#rest = lines.pop() ?? '';
    return lines;
  }
}
