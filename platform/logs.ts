import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

/** One line of the log stream. */
export interface LogLine {
  /** Who wrote it: a process (`web.1`), a service (`kv.1`), `router` or `platform`. */
  source: string;
  stream: 'stdout' | 'stderr' | 'platform';
  line: string;
}

/** Takes every line of the stream; it must not throw. */
export type Drain = (line: LogLine) => void;

/** Characters of a line that are kept. */
export const LONGEST_LINE = 4_000;
/** Lines of one source that are kept per second. */
export const LINES_PER_SECOND = 1_000;

/**
 * The one stream of all lines, in the order in which they came. Processes know nothing of it: they write to stdout
 * and stderr, and drains decide where the lines go. A source that floods it loses lines, and the stream says how many.
 */
export class LogStream {
  readonly #drains = new Set<Drain>();

  /** Adds a drain; the result removes it. */
  drain(drain: Drain): () => void {
    this.#drains.add(drain);
    return () => this.#drains.delete(drain);
  }

  /** Writes a line of the platform's own. */
  write(source: string, line: string): void {
    this.#pass({ source, stream: 'platform', line });
  }

  /** Reads a process's output line by line until it ends. The result is settled once every line has been passed on. */
  collect(source: string, stream: 'stdout' | 'stderr', output: Readable): Promise<void> {
    const decoder = new StringDecoder('utf8');
    const gate = new FloodGate((dropped) => {
      this.write(source, `${dropped} lines dropped: more than ${LINES_PER_SECOND} in one second on ${stream}`);
    });
    let line = '';
    let cut = 0;
    const end = () => {
      const text = cut > 0 ? `${line} … ${cut} more characters` : line;
      line = '';
      cut = 0;
      if (gate.lets()) this.#pass({ source, stream, line: text.replace(/\r$/, '') });
    };
    const add = (text: string) => {
      const room = LONGEST_LINE - line.length;
      line += text.slice(0, room);
      cut += Math.max(0, text.length - room);
    };
    output.on('data', (chunk: Buffer) => {
      const pieces = decoder.write(chunk).split('\n');
      const last = pieces.pop() ?? '';
      for (const piece of pieces) {
        add(piece);
        end();
      }
      add(last);
    });
    return new Promise((resolve) => {
      output.once('close', () => {
        if (line !== '') end();
        gate.close();
        resolve();
      });
    });
  }

  #pass(line: LogLine): void {
    for (const drain of this.#drains) drain(line);
  }
}

/** Counts lines second by second and tells how many it held back. */
class FloodGate {
  readonly #tell: (dropped: number) => void;
  #second = 0;
  #count = 0;
  #dropped = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(tell: (dropped: number) => void) {
    this.#tell = tell;
  }

  lets(): boolean {
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) {
      this.close();
      this.#second = second;
      this.#count = 0;
    }
    this.#count += 1;
    if (this.#count <= LINES_PER_SECOND) return true;
    this.#dropped += 1;
    this.#timer ??= setTimeout(() => this.close(), 1000);
    return false;
  }

  /** Tells what was dropped so far. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#dropped > 0) this.#tell(this.#dropped);
    this.#dropped = 0;
  }
}
