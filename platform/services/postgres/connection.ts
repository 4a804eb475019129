import type { Socket } from 'node:net';
import {
  body,
  encode,
  errorFields,
  errorMessage,
  MessageReader,
  openingOf,
  ProtocolError,
  readyMessage,
  rowsMessages,
  texts,
  type Message,
} from './messages.ts';
import { StatementNames } from './names.ts';
import { PLATFORM, type PostgresServer } from './server.ts';
import { sqlOf, type Statement } from './statements.ts';

/** How long a connection waits for another one's transaction, in milliseconds. */
const TURN_LIMIT = 10_000;

/** One client's connection: who it is, what it asks, and when it is its turn. */
export class Connection {
  readonly #socket: Socket;
  readonly #number: number;
  readonly #server: PostgresServer;
  readonly #reader = new MessageReader(false);
  readonly #names: StatementNames;
  #user = '';
  #database = '';
  #application: string | null = null;
  #phase: 'startup' | 'password' | 'open' | 'closed' = 'startup';
  /** Messages of the extended protocol that wait for their Sync. */
  #batch: Message[] = [];
  /** Of what it last said: `I` idle, `T` or `E` in a transaction, null when a Sync has to follow. */
  #status: string | null = 'I';
  #work = Promise.resolve();

  constructor(socket: Socket, number: number, server: PostgresServer) {
    this.#socket = socket;
    this.#number = number;
    this.#server = server;
    this.#names = new StatementNames(number);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      this.#reader.push(bytes);
      this.#then(() => this.#readAll());
    });
    socket.on('close', () => this.#then(() => this.#ended()));
  }

  /** Does one thing after the other, however long each takes. */
  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      if (!(error instanceof ProtocolError)) throw error;
      this.#refuse('08P01', `invalid message: ${error.message}`);
    });
  }

  async #readAll(): Promise<void> {
    for (;;) {
      const message = this.#phase === 'closed' ? null : this.#reader.next();
      if (!message) return;
      if (this.#phase === 'startup') this.#startup(message.body);
      else if (this.#phase === 'password') this.#password(message);
      else await this.#message(message);
    }
  }

  #startup(bytes: Buffer): void {
    const opening = openingOf(bytes);
    if (opening.kind === 'encryption') return void this.#socket.write('N');
    if (opening.kind === 'cancel') return this.#close();
    if (opening.kind === 'unknown') {
      return this.#refuse('0A000', `unsupported frontend protocol ${opening.code >> 16}`);
    }
    const { parameters } = opening;
    this.#user = parameters.get('user') ?? '';
    this.#database = parameters.get('database') ?? this.#user;
    this.#application = parameters.get('application_name') || null;
    this.#phase = 'password';
    this.#reader.started();
    this.#send({ letter: 'R', body: body(3) });
  }

  #password({ letter, body: bytes }: Message): void {
    if (letter !== 'p') throw new ProtocolError(`expected a password, got '${letter}'`);
    const { access, session } = this.#server.options;
    const known = this.#user === access.user || this.#user === PLATFORM;
    if (!known || texts(bytes)[0] !== access.password) {
      return this.#refuse('28P01', `password authentication failed for user "${this.#user}"`);
    }
    if (this.#database !== access.database) {
      return this.#refuse('3D000', `database "${this.#database}" does not exist`);
    }
    this.#phase = 'open';
    if (this.#user !== PLATFORM) this.#server.calls++;
    const parameters = {
      server_version: session().version,
      server_encoding: 'UTF8',
      client_encoding: 'UTF8',
      application_name: this.#application ?? '',
      DateStyle: 'ISO, MDY',
      TimeZone: 'UTC',
      integer_datetimes: 'on',
      standard_conforming_strings: 'on',
    };
    this.#send(
      { letter: 'R', body: body(0) },
      ...Object.entries(parameters).map(([name, value]) => ({ letter: 'S', body: body(name, value) })),
      { letter: 'K', body: body(this.#number, 0) },
      readyMessage('I'),
    );
  }

  async #message(message: Message): Promise<void> {
    const { letter } = message;
    if (letter === 'X') return this.#close();
    if (letter === 'Q' && this.#user === PLATFORM) {
      const command = /^\\(\w+) ?(.*)$/s.exec(texts(message.body)[0] ?? '');
      if (command) return this.#command(command[1] ?? '', command[2] ?? '');
    }
    this.#batch.push(message);
    // A simple query is complete, and so is what ends with Sync or Flush.
    if (letter === 'Q' || letter === 'S' || letter === 'H') await this.#execute(this.#batch.splice(0));
  }

  async #execute(messages: Message[]): Promise<void> {
    if (!(await this.#server.turns.take(this, TURN_LIMIT))) {
      const waited = `waited ${TURN_LIMIT / 1000} s for the transaction of another connection`;
      return this.#send(errorMessage('ERROR', '55P03', waited), readyMessage('I'));
    }
    const logged = this.#log(messages);
    const bytes = Buffer.concat(messages.map((message) => encode(this.#names.translate(message))));
    const answer = await this.#server.options.session().execute(bytes);
    this.#status = this.#read(answer, logged);
    this.#socket.write(answer);
    if (this.#status === 'I') this.#server.turns.give(this);
  }

  #log(messages: Message[]): Statement[] {
    if (this.#user === PLATFORM) return [];
    const { ...who } = { at: Date.now(), connection: this.#number, application: this.#application, error: null };
    const sql = messages.map(sqlOf).filter((text) => text !== null);
    const statements: Statement[] = sql.map((text) => ({ ...who, text }));
    for (const statement of statements) this.#server.log(statement);
    // A prepared statement that is carried out again is a call too.
    if (statements.length === 0 && messages.some(({ letter }) => letter === 'E')) this.#server.calls++;
    return statements;
  }

  /** Notes errors in the log, and returns the status at the end of an answer: null when there is none. */
  #read(answer: Buffer, logged: Statement[]): string | null {
    const reader = new MessageReader(true);
    reader.push(answer);
    let status: string | null = null;
    for (let message = reader.next(); message; message = reader.next()) {
      status = message.letter === 'Z' ? message.body.toString('latin1') : null;
      if (message.letter !== 'E') continue;
      const statement = logged.at(-1);
      if (statement) statement.error = errorFields(message.body).get('M') ?? 'error';
    }
    return status;
  }

  /** What the platform has done besides SQL, in its turn; a shutdown waits for nobody. */
  async #command(name: string, argument: string): Promise<void> {
    try {
      const now = name === 'shutdown' || (await this.#server.turns.take(this, TURN_LIMIT));
      if (!now) throw new Error('another connection is in a transaction');
      const answer = await this.#server.options.command(name, argument);
      this.#send(...rowsMessages(name, [answer], 'SELECT 1'), readyMessage('I'));
    } catch (error) {
      this.#send(errorMessage('ERROR', 'XX000', (error as Error).message), readyMessage('I'));
    }
    this.#server.turns.give(this);
  }

  /** Leaves the session as if this connection had had its own: no transaction, no prepared statements. */
  async #ended(): Promise<void> {
    this.#phase = 'closed';
    const left = this.#names.closing();
    const sync = this.#status === null || left.length > 0 ? [{ letter: 'S', body: body() }] : [];
    const rollback = this.#status === 'I' ? [] : [{ letter: 'Q', body: body('ROLLBACK') }];
    const messages = [...left, ...sync, ...rollback];
    if (messages.length > 0) {
      await this.#server.turns.take(this, null);
      await this.#server.options.session().execute(Buffer.concat(messages.map(encode)));
    }
    this.#server.turns.give(this);
  }

  #refuse(code: string, message: string): void {
    this.#send(errorMessage('FATAL', code, message));
    this.#close();
  }

  #close(): void {
    this.#phase = 'closed';
    this.#socket.end();
  }

  #send(...messages: Message[]): void {
    this.#socket.write(Buffer.concat(messages.map(encode)));
  }
}
