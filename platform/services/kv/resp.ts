/**
 * RESP, the protocol of Redis, as a server and a small client need it: RESP2, and RESP3's maps, sets, null and
 * doubles. Texts are held as latin1, one character a byte, so that any bytes come back as they went in.
 */

/** A short status such as OK, as opposed to data. */
export class Status {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A refusal; the first word is its code: `ERR`, `WRONGTYPE`, `NOAUTH`. */
export class Refusal extends Error {}

export type Reply = Status | Refusal | string | number | null | Reply[] | Map<string, Reply> | Set<string>;

export type Version = 2 | 3;

/** Writes a reply in the protocol's version that the client chose. */
export function encode(reply: Reply, version: Version): string {
  if (reply === null) return version === 3 ? '_\r\n' : '$-1\r\n';
  if (typeof reply === 'string') return `$${reply.length}\r\n${reply}\r\n`;
  if (typeof reply === 'number') return `:${reply}\r\n`;
  if (reply instanceof Status) return `+${reply.text}\r\n`;
  if (reply instanceof Refusal) return `-${reply.message.replace(/[\r\n]+/g, ' ')}\r\n`;
  if (Array.isArray(reply)) return many('*', reply, version);
  if (reply instanceof Set) return many(version === 3 ? '~' : '*', [...reply], version);
  if (version === 2) return many('*', [...reply].flat(), version);
  return `%${reply.size}\r\n${[...reply]
    .flat()
    .map((item) => encode(item, version))
    .join('')}`;
}

function many(mark: string, items: Reply[], version: Version): string {
  return `${mark}${items.length}\r\n${items.map((item) => encode(item, version)).join('')}`;
}

/** A command as a client sends it: an array of texts. */
export function encodeCommand(words: string[]): string {
  return encode(words, 2);
}

/** The bytes are not RESP; the connection cannot be read any further. */
export class ProtocolError extends Error {}

/** Longest text in bytes and longest list that are accepted. */
const LONGEST = 16 * 1024 * 1024;
const MOST = 1024 * 1024;

/** Cuts a stream of bytes into values, however the bytes are split over packets. */
export class Parser {
  #bytes = '';
  #at = 0;

  /**
   * Takes bytes (as latin1) and returns the values that are complete now.
   * @throws ProtocolError
   */
  push(bytes: string): Reply[] {
    this.#bytes = this.#bytes.slice(this.#at) + bytes;
    this.#at = 0;
    const values: Reply[] = [];
    for (;;) {
      const start = this.#at;
      const value = this.#value();
      if (value === undefined) {
        this.#at = start;
        return values;
      }
      values.push(value);
    }
  }

  /** The next value, or undefined when its end has not come yet. */
  #value(): Reply | undefined {
    const line = this.#line();
    if (line === undefined) return undefined;
    const rest = line.slice(1);
    switch (line.charAt(0)) {
      case '+':
        return new Status(rest);
      case '-':
        return new Refusal(rest);
      case ':':
        return this.#number(rest);
      case '_':
        return null;
      case '$':
        return this.#text(this.#number(rest));
      case '*':
      case '~':
        return this.#list(this.#number(rest));
      case '%': {
        const items = this.#list(this.#number(rest) * 2);
        if (!items) return items;
        return new Map(items.flatMap((key, i) => (i % 2 ? [] : [[String(key), items[i + 1] ?? null] as const])));
      }
      default:
        // What a person types into a plain connection: words with spaces between.
        return line.trim().split(/\s+/);
    }
  }

  #line(): string | undefined {
    const end = this.#bytes.indexOf('\r\n', this.#at);
    if (end < 0) {
      if (this.#bytes.length - this.#at > 64 * 1024) throw new ProtocolError('too big inline request');
      return undefined;
    }
    const line = this.#bytes.slice(this.#at, end);
    this.#at = end + 2;
    return line;
  }

  #number(text: string): number {
    if (!/^-?\d+$/.test(text)) throw new ProtocolError(`expected a number, got '${text.slice(0, 20)}'`);
    return Number(text);
  }

  #text(length: number): string | null | undefined {
    if (length < 0) return null;
    if (length > LONGEST) throw new ProtocolError('invalid bulk length');
    if (this.#bytes.length < this.#at + length + 2) return undefined;
    const text = this.#bytes.slice(this.#at, this.#at + length);
    this.#at += length + 2;
    return text;
  }

  #list(length: number): Reply[] | null | undefined {
    if (length < 0) return null;
    if (length > MOST) throw new ProtocolError('invalid multibulk length');
    const items: Reply[] = [];
    for (let i = 0; i < length; i++) {
      const item = this.#value();
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }
}
