import { body, textAndRest, type Message } from './messages.ts';

/**
 * Gives the prepared statements of a connection names that no other connection has: behind all of them is one session.
 */
export class StatementNames {
  readonly #prefix: string;
  readonly #prepared = new Set<string>();

  constructor(connection: number) {
    this.#prefix = `c${connection}_`;
  }

  /** The message with the names changed that it has. */
  translate(message: Message): Message {
    const { letter, body: bytes } = message;
    switch (letter) {
      case 'P': {
        const [name, rest] = textAndRest(bytes);
        return { letter, body: body(this.#own(name), rest) };
      }
      case 'B': {
        const [portal, afterPortal] = textAndRest(bytes);
        const [name, rest] = textAndRest(afterPortal);
        return { letter, body: body(portal, this.#own(name), rest) };
      }
      case 'D':
      case 'C': {
        if (bytes.toString('latin1', 0, 1) !== 'S') return message;
        const [name, rest] = textAndRest(bytes.subarray(1));
        return { letter, body: body(bytes.subarray(0, 1), this.#own(name), rest) };
      }
      default:
        return message;
    }
  }

  /** What closes all that were prepared. */
  closing(): Message[] {
    return [...this.#prepared].map((name) => ({ letter: 'C', body: body(Buffer.from('S'), name) }));
  }

  #own(name: string): string {
    if (name === '') return name;
    const own = this.#prefix + name;
    this.#prepared.add(own);
    return own;
  }
}
