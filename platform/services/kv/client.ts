import { connect, type Socket } from 'node:net';
import { encodeCommand, Parser, Refusal, type Reply } from './resp.ts';

interface Waiting {
  resolve: (reply: Reply) => void;
  reject: (error: Error) => void;
}

/** A small client, for what the platform itself asks a key-value store: how many entries and calls, forget all, shut down. */
export class KeyValueClient {
  readonly #socket: Socket;
  readonly #waiting: Waiting[] = [];
  #ended: Error | null = null;
  /** Commands sent so far. */
  sent = 0;

  constructor(port: number, password: string) {
    const parser = new Parser();
    this.#socket = connect({ port, host: '127.0.0.1' });
    this.#socket.setNoDelay(true).setEncoding('latin1');
    this.#socket.on('data', (bytes: string) => {
      for (const reply of parser.push(bytes)) this.#answer(reply);
    });
    this.#socket.once('error', (error) => this.#end(error));
    this.#socket.once('close', () => this.#end(new Error('the key-value store closed the connection')));
    this.call(['AUTH', password]).catch((error: Error) => this.#end(error));
  }

  /**
   * Sends a command and waits for its reply.
   * @throws Refusal when the store refuses it, Error when the connection is gone
   */
  call(words: string[]): Promise<Reply> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.sent++;
      this.#waiting.push({ resolve, reject });
      this.#socket.write(encodeCommand(words), 'latin1');
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #answer(reply: Reply): void {
    const waiting = this.#waiting.shift();
    if (reply instanceof Refusal) waiting?.reject(reply);
    else waiting?.resolve(reply);
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
    this.#socket.destroy();
  }
}
