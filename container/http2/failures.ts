/** What becomes of a connection, or a stream, whose other side breaks the protocol. */

import { CODE, codeOf, FAILURE } from './codes.ts';
import type { Connection } from './connection.ts';
import type { Sender } from './sender.ts';

/** A failure that ends the connection at once, or 0. */
export type Outcome = number;

export class Failures {
  readonly #connection: Connection;
  readonly #sender: Sender;

  constructor(connection: Connection, sender: Sender) {
    this.#connection = connection;
    this.#sender = sender;
  }

  /** The connection cannot go on. */
  connection(failure: number, reason: string): Outcome {
    if (!this.#connection.listener.invalidFrame(failure)) return FAILURE.CALLBACK_FAILURE;
    this.#connection.terminate(codeOf(failure), reason);
    return 0;
  }

  /** The same for a frame that is not even read. */
  frame(code: number, reason: string): Outcome {
    this.#connection.terminate(code, reason);
    return 0;
  }

  length(): Outcome {
    return this.frame(CODE.FRAME_SIZE_ERROR, 'The frame has a wrong length');
  }

  /** A stream cannot go on. */
  stream(id: number, failure: number): Outcome {
    this.#sender.reset(id, codeOf(failure));
    return this.#connection.listener.invalidFrame(failure) ? 0 : FAILURE.CALLBACK_FAILURE;
  }
}
