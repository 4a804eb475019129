import type { Readable, Writable } from 'node:stream';

const INTERRUPT = '\x03'; // Ctrl-C
const END = '\x04'; // Ctrl-D

/** What a reader of the keyboard gets: a line with its newline, or what was typed instead of one. */
export type Typed = { line: string } | 'end' | 'interrupt';

/**
 * The standard input of an interactive shell, as a terminal's driver makes it: lines go to the program that runs in front,
 * else to the shell; Ctrl-C and Ctrl-D are no text. The container has no terminals, so the shell is that driver itself.
 */
export class Keyboard {
  readonly #onInterrupt: () => void;
  /** What was typed before anybody asked. */
  readonly #ahead: Typed[] = [];
  #text = '';
  #reader: ((typed: Typed) => void) | null = null;
  #program: Writable | null = null;
  #closed = false;

  /** @param onInterrupt hears of Ctrl-C, after a reader was told */
  constructor(input: Readable, onInterrupt: () => void) {
    this.#onInterrupt = onInterrupt;
    input.setEncoding('utf8');
    input.on('data', (text: string) => this.#take(text));
    input.once('end', () => {
      this.#closed = true;
      this.#deliver('end');
    });
  }

  /** The next line, or what was typed instead. */
  next(): Promise<Typed> {
    const typed = this.#ahead.shift() ?? (this.#closed ? 'end' : undefined);
    return typed === undefined ? new Promise((resolve) => (this.#reader = resolve)) : Promise.resolve(typed);
  }

  /** From now on a program gets what is typed, until {@link release} or Ctrl-D. */
  feed(program: Writable): void {
    program.on('error', () => this.release(program)); // It has closed its end: it does not want more.
    this.#program = program;
    if (this.#closed) this.#deliver('end');
  }

  release(program: Writable): void {
    if (this.#program === program) this.#program = null;
  }

  /** Ctrl-C, however it came: what was typed so far is void. */
  interrupt(): void {
    this.#text = '';
    this.#ahead.length = 0;
    this.#answer('interrupt');
    this.#onInterrupt();
  }

  #take(text: string): void {
    for (const piece of text.split(/([\x03\x04\n])/)) {
      if (piece === INTERRUPT) this.interrupt();
      else if (piece === '\n' || (piece === END && this.#text !== '')) {
        const line = this.#text + (piece === END ? '' : piece);
        this.#text = '';
        this.#deliver({ line });
      } else if (piece === END) this.#deliver('end');
      else this.#text += piece;
    }
  }

  #deliver(typed: Typed): void {
    const program = this.#program;
    if (program !== null && typed !== 'interrupt') {
      if (typed !== 'end') return void program.write(typed.line);
      program.end();
      return this.release(program);
    }
    if (!this.#answer(typed)) this.#ahead.push(typed);
  }

  #answer(typed: Typed): boolean {
    const reader = this.#reader;
    this.#reader = null;
    reader?.(typed);
    return reader !== null;
  }
}
