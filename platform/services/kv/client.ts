import { connect, type Socket } from 'node:net';
import { LOCALHOST } from '../../addresses.ts';
import { encodeCommand, Parser, Refusal, type Reply } from './resp.ts';

interface Waiting {
  resolve: (reply: Reply) => void;
  reject: (error: Error) => void;
}

/** Where a store is, and who asks. */
export interface KeyValueAddress {
  /** Default: this machine. */
  host?: string;
  port: number;
  /** Default: the store's default user. */
  user?: string;
  /** Empty when the store asks for none. */
  password: string;
}

/** A small client, for what the platform itself asks a key-value store: how many entries and calls, forget all, shut down. */
export class KeyValueClient {
  readonly #socket: Socket;
  readonly #waiting: Waiting[] = [];
  #ended: Error | null = null;
  /** Commands sent so far. */
  sent = 0;

  constructor({ host = LOCALHOST, port, user, password }: KeyValueAddress) {
    const parser = new Parser();
    this.#socket = connect({ port, host });
    this.#socket.setNoDelay(true).setEncoding('latin1');
    this.#socket.on('data', (bytes: string) => {
      for (const reply of parser.push(bytes)) this.#answer(reply);
    });
    this.#socket.once('error', (error) => this.#end(error));
    this.#socket.once('close', () => this.#end(new Error('the key-value store closed the connection')));
    if (password === '') return;
    this.call(['AUTH', ...(user ? [user] : []), password]).catch((error: Error) => this.#end(error));
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
