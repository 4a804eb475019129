import { connect, type Socket } from 'node:net';
import { body, encode, errorFields, MessageReader, startupMessage, texts, type Message } from './messages.ts';
import { SCRAM, ScramLogin } from './scram.ts';

/** What a query returned: one object a row, values as PostgreSQL writes them. */
export type Rows = Record<string, string | null>[];

/** The database refused; `code` is its SQLSTATE. */
export class PostgresError extends Error {
  readonly code: string;
  constructor(fields: Map<string, string>) {
    super(fields.get('M') ?? 'the database refused without a reason');
    this.code = fields.get('C') ?? '';
  }
}

interface Asked {
  resolve: (rows: Rows) => void;
  reject: (error: Error) => void;
  columns: string[];
  rows: Rows;
  error: Error | null;
}

export interface ClientOptions {
  /** Default: this machine. */
  host?: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

/** A small client, for what the platform and experiments ask a PostgreSQL: simple queries, one after the other. */
export class PostgresClient {
  readonly #socket: Socket;
  readonly #reader = new MessageReader(true);
  readonly #options: ClientOptions;
  readonly #asked: Asked[] = [];
  readonly #scram: ScramLogin;
  #ready = false;
  readonly #unsent: Buffer[] = [];
  #ended: Error | null = null;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#scram = new ScramLogin(options.user, options.password);
    this.#socket = connect({ port: options.port, host: options.host ?? '127.0.0.1' });
    this.#socket.setNoDelay(true);
    const { user, database } = options;
    this.#socket.write(
      startupMessage([
        ['user', user],
        ['database', database],
      ]),
    );
    this.#socket.on('data', (bytes: Buffer) => {
      this.#reader.push(bytes);
      for (let message = this.#reader.next(); message; message = this.#reader.next()) this.#take(message);
    });
    this.#socket.once('error', (error) => this.#end(error));
    this.#socket.once('close', () => this.#end(new Error('the database closed the connection')));
  }

  /**
   * Carries out SQL, one statement or several, and returns the rows.
   * @throws PostgresError when the database refuses it, Error when the connection is gone
   */
  query(sql: string): Promise<Rows> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject, columns: [], rows: [], error: null });
      const bytes = encode({ letter: 'Q', body: body(sql) });
      if (this.#ready) this.#socket.write(bytes);
      else this.#unsent.push(bytes);
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(message: Message): void {
    const { letter, body: bytes } = message;
    if (!this.#ready) return this.#open(message);
    const asked = this.#asked[0];
    if (!asked) return;
    switch (letter) {
      case 'T':
        asked.columns = columnsOf(bytes);
        asked.rows = [];
        break;
      case 'D':
        asked.rows.push(rowOf(bytes, asked.columns));
        break;
      case 'E':
        asked.error ??= new PostgresError(errorFields(bytes));
        break;
      case 'Z':
        this.#asked.shift();
        if (asked.error) asked.reject(asked.error);
        else asked.resolve(asked.rows);
        break;
    }
  }

  /** Until it is let in. */
  #open({ letter, body: bytes }: Message): void {
    if (letter === 'E') return this.#end(new PostgresError(errorFields(bytes)));
    if (letter === 'R') return this.#login(bytes.readInt32BE(0), bytes.subarray(4));
    if (letter !== 'Z') return;
    this.#ready = true;
    for (const query of this.#unsent.splice(0)) this.#socket.write(query);
  }

  /** Answers what the database wants for a login. */
  #login(wanted: number, details: Buffer): void {
    const [LET_IN, CLEARTEXT, SASL, SASL_CONTINUE, SASL_FINAL] = [0, 3, 10, 11, 12];
    const answer = (...parts: Parameters<typeof body>) =>
      void this.#socket.write(encode({ letter: 'p', body: body(...parts) }));
    if (wanted === LET_IN || wanted === SASL_FINAL) return;
    if (wanted === CLEARTEXT) return answer(this.#options.password);
    if (wanted === SASL && texts(details).includes(SCRAM)) {
      const first = Buffer.from(this.#scram.first);
      return answer(SCRAM, first.length, first);
    }
    if (wanted === SASL_CONTINUE) {
      try {
        return answer(Buffer.from(this.#scram.final(details.toString())));
      } catch (error) {
        return this.#end(error as Error);
      }
    }
    this.#end(new Error(`the database wants a way of login (${wanted}) that is not known here`));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#asked.splice(0)) reject(this.#ended);
    this.#socket.destroy();
  }
}

/** Names of the columns in a row description. */
function columnsOf(bytes: Buffer): string[] {
  const FIXED = 18; // bytes of a column's description after its name
  const names: string[] = [];
  for (let at = 2; at < bytes.length;) {
    const end = bytes.indexOf(0, at);
    names.push(bytes.toString('utf8', at, end));
    at = end + 1 + FIXED;
  }
  return names;
}

function rowOf(bytes: Buffer, columns: string[]): Record<string, string | null> {
  let at = 2;
  const values = columns.map((column) => {
    const length = bytes.readInt32BE(at);
    at += 4;
    if (length < 0) return [column, null] as const;
    return [column, bytes.toString('utf8', at, (at += length))] as const;
  });
  return Object.fromEntries(values);
}
