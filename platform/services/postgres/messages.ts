/**
 * PostgreSQL's frontend/backend protocol 3.0, as a server and a small client need it: messages are a letter, a length
 * and a body; only what a client says first has no letter.
 */

/** A message: its letter and its body. A client's first messages have no letter: ''. */
export interface Message {
  letter: string;
  body: Buffer;
}

/** The bytes are not this protocol; the connection cannot be read any further. */
export class ProtocolError extends Error {}

/** Longest message that is accepted, in bytes. */
const LONGEST = 64 * 1024 * 1024;

/** Cuts a stream of bytes into messages, however the bytes are split over packets. */
export class MessageReader {
  #bytes: Buffer = Buffer.alloc(0);
  #lettered: boolean;

  /** @param lettered whether the next message begins with a letter */
  constructor(lettered: boolean) {
    this.#lettered = lettered;
  }

  /** From now on messages have letters: the client has said who it is. */
  started(): void {
    this.#lettered = true;
  }

  push(bytes: Buffer): void {
    this.#bytes = this.#bytes.length === 0 ? bytes : Buffer.concat([this.#bytes, bytes]);
  }

  /**
   * The next message that is complete, or null.
   * @throws ProtocolError
   */
  next(): Message | null {
    const head = this.#lettered ? 1 : 0;
    if (this.#bytes.length < head + 4) return null;
    const length = this.#bytes.readInt32BE(head);
    if (length < 4 || length > LONGEST) throw new ProtocolError(`a message cannot be ${length} bytes long`);
    if (this.#bytes.length < head + length) return null;
    const letter = this.#bytes.toString('latin1', 0, head);
    const body = this.#bytes.subarray(head + 4, head + length);
    this.#bytes = this.#bytes.subarray(head + length);
    return { letter, body };
  }
}

/** The bytes of a message. */
export function encode({ letter, body }: Message): Buffer {
  const bytes = Buffer.allocUnsafe(letter.length + 4 + body.length);
  bytes.write(letter, 'latin1');
  bytes.writeInt32BE(4 + body.length, letter.length);
  body.copy(bytes, letter.length + 4);
  return bytes;
}

/** A body made of its parts: numbers are 32 bits, texts end with a zero byte. */
export function body(...parts: (string | number | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === 'string') return Buffer.from(`${part}\0`);
      if (typeof part !== 'number') return part;
      const bytes = Buffer.allocUnsafe(4);
      bytes.writeInt32BE(part);
      return bytes;
    }),
  );
}

/** The texts of a body that is nothing but texts, each ended by a zero byte. */
export function texts(bytes: Buffer): string[] {
  return bytes.toString('utf8').split('\0').slice(0, -1);
}

/** The text at the beginning of a body, and what follows it. */
export function textAndRest(bytes: Buffer): [text: string, rest: Buffer] {
  const end = bytes.indexOf(0);
  if (end < 0) throw new ProtocolError('a text without an end');
  return [bytes.toString('utf8', 0, end), bytes.subarray(end + 1)];
}

/** An error as a server says it, with its SQLSTATE. */
export function errorMessage(severity: 'ERROR' | 'FATAL', code: string, message: string): Message {
  const fields = [`S${severity}`, `V${severity}`, `C${code}`, `M${message}`];
  return { letter: 'E', body: body(...fields, Buffer.from([0])) };
}

/** The fields of an error or a notice by their letters: `C` code, `M` message. */
export function errorFields(bytes: Buffer): Map<string, string> {
  return new Map(
    texts(bytes)
      .filter((field) => field !== '')
      .map((field) => [field.charAt(0), field.slice(1)]),
  );
}

/** One column of texts, as the answer to a query. */
export function rowsMessages(column: string, values: string[], tag: string): Message[] {
  const TEXT = 25;
  const short = (...numbers: number[]) => {
    const bytes = Buffer.allocUnsafe(2 * numbers.length);
    numbers.forEach((number, index) => bytes.writeInt16BE(number, 2 * index));
    return bytes;
  };
  const description = body(short(1), column, 0, short(0), TEXT, short(-1), -1, short(0));
  const row = (value: string) => body(short(1), Buffer.byteLength(value), Buffer.from(value));
  return [
    { letter: 'T', body: description },
    ...values.map((value) => ({ letter: 'D', body: row(value) })),
    { letter: 'C', body: body(tag) },
  ];
}

/** Ready for the next query: `I` idle, `T` in a transaction, `E` in one that failed. */
export function readyMessage(status: 'I' | 'T' | 'E'): Message {
  return { letter: 'Z', body: Buffer.from(status, 'latin1') };
}

/** What a client says first: who it is and what it wants, or something about the connection itself. */
export type Opening =
  | { kind: 'startup'; parameters: Map<string, string> }
  | { kind: 'encryption' }
  | { kind: 'cancel' }
  | { kind: 'unknown'; code: number };

const SSL_REQUEST = 80877103;
const GSS_REQUEST = 80877104;
const CANCEL_REQUEST = 80877102;
const PROTOCOL_3 = 3;

/** Reads the body of a client's first message. */
export function openingOf(bytes: Buffer): Opening {
  const code = bytes.readInt32BE(0);
  if (code === SSL_REQUEST || code === GSS_REQUEST) return { kind: 'encryption' };
  if (code === CANCEL_REQUEST) return { kind: 'cancel' };
  if (code >> 16 !== PROTOCOL_3) return { kind: 'unknown', code };
  const words = texts(bytes.subarray(4));
  return {
    kind: 'startup',
    parameters: new Map(words.flatMap((word, i) => (i % 2 || word === '' ? [] : [[word, words[i + 1] ?? '']]))),
  };
}

/** The bytes with which a client says who it is. */
export function startupMessage(parameters: Iterable<[string, string]>): Buffer {
  return encode({ letter: '', body: body(PROTOCOL_3 << 16, ...[...parameters].flat(), Buffer.from([0])) });
}
