import { connect, type Socket } from 'node:net';
import { Lines } from './lines.ts';
import { PLATFORM } from './session.ts';

interface Waiting {
  resolve: (text: string) => void;
  reject: (error: Error) => void;
}

/** A small client, for what the platform itself asks a mail server. */
export class SmtpClient {
  readonly #socket: Socket;
  /** Who waits for a reply; the first one is the greeting. */
  readonly #waiting: Waiting[] = [];
  #ended: Error | null = null;

  constructor(port: number, password: string) {
    const lines = new Lines();
    this.#socket = connect({ port, host: '127.0.0.1' });
    this.#socket.setNoDelay(true).setEncoding('latin1');
    this.#socket.on('data', (bytes: string) => {
      for (const line of lines.push(bytes)) this.#line(line);
    });
    this.#socket.once('error', (error) => this.#end(error));
    this.#socket.once('close', () => this.#end(new Error('the mail server closed the connection')));
    const login = Buffer.from(`\0${PLATFORM}\0${password}`).toString('base64');
    const refused = (error: Error) => this.#end(error);
    new Promise<string>((resolve, reject) => this.#waiting.push({ resolve, reject })).catch(refused);
    this.call('EHLO platform').catch(refused);
    this.call(`AUTH PLAIN ${login}`).catch(refused);
  }

  /**
   * Sends a command and returns the text of its reply.
   * @throws Error when the server refuses it or is gone
   */
  call(command: string): Promise<string> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#socket.write(`${command}\r\n`, 'latin1');
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #line(line: string): void {
    const [, code = '', more, text = ''] = /^(\d{3})([ -])(.*)$/.exec(line) ?? [];
    if (more === '-') return;
    const waiting = this.#waiting.shift();
    if (code.startsWith('2')) waiting?.resolve(Buffer.from(text, 'latin1').toString('utf8'));
    else waiting?.reject(new Error(`the mail server refused: ${line}`));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#ended);
    this.#socket.destroy();
  }
}
