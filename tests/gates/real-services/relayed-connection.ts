import { connect, type Socket } from 'node:net';
import {
  encode,
  errorFields,
  errorMessage,
  MessageReader,
  openingOf,
  readyMessage,
  rowsMessages,
  startupMessage,
  texts,
} from '../../../platform/services/postgres/messages.ts';
import { PLATFORM } from '../../../platform/services/postgres/server.ts';
import { sqlOf, type Statement } from '../../../platform/services/postgres/statements.ts';
import type { Relay } from './postgres-relay.ts';

/** What a lab calls the user and the database. */
const AS_TOLD = 'postgres';

/**
 * One client's connection, relayed to the real server. Only what it says first is changed: the user and the database
 * that the lab told it become those that are there. From then on all bytes pass as they are, login included; they are
 * read along for the log.
 */
export class RelayedConnection {
  readonly #client: Socket;
  readonly #relay: Relay;
  readonly #number: number;
  readonly #said = new MessageReader(false);
  readonly #answered = new MessageReader(true);
  #server: Socket | null = null;
  #user = '';
  #application: string | null = null;
  #last: Statement | null = null;
  /** Whether something was prepared since the last Sync. */
  #prepared = false;

  constructor(client: Socket, number: number, relay: Relay) {
    this.#client = client;
    this.#relay = relay;
    this.#number = number;
    client.setNoDelay(true);
    client.on('error', () => client.destroy());
    client.on('close', () => this.#server?.destroy());
    client.on('data', (bytes: Buffer) => {
      this.#said.push(bytes);
      for (let message = this.#said.next(); message; message = this.#said.next()) {
        if (!this.#server) this.#open(message.body);
        else this.#pass(message);
      }
    });
  }

  #open(bytes: Buffer): void {
    const opening = openingOf(bytes);
    if (opening.kind === 'encryption') return void this.#client.write('N');
    if (opening.kind !== 'startup') return void this.#client.destroy();
    const { name, host, port } = this.#relay.database;
    const { parameters } = opening;
    this.#user = parameters.get('user') ?? '';
    this.#application = parameters.get('application_name') || null;
    if ([AS_TOLD, PLATFORM].includes(this.#user)) parameters.set('user', name);
    if (parameters.get('database') === AS_TOLD) parameters.set('database', name);
    this.#said.started();

    const server = connect({ host, port });
    this.#server = server;
    server.setNoDelay(true);
    server.write(startupMessage(parameters));
    server.on('error', () => this.#client.destroy());
    server.on('close', () => this.#client.end());
    server.on('data', (answer: Buffer) => {
      this.#client.write(answer);
      this.#read(answer);
    });
  }

  #pass(message: { letter: string; body: Buffer }): void {
    const own = this.#user === PLATFORM;
    const command = own && message.letter === 'Q' ? /^\\(\w+) ?(.*)$/s.exec(texts(message.body)[0] ?? '') : null;
    if (command) return void this.#command(command[1] ?? '', command[2] ?? '');
    if (!own) this.#log(message);
    this.#server?.write(encode(message));
  }

  #log(message: { letter: string; body: Buffer }): void {
    const text = sqlOf(message);
    // A prepared statement that is carried out again is a call too.
    if (message.letter === 'E' && !this.#prepared) this.#relay.calls++;
    if (message.letter === 'P') this.#prepared = true;
    if (message.letter === 'S') this.#prepared = false;
    if (text === null) return;
    this.#last = { at: Date.now(), connection: this.#number, application: this.#application, error: null, text };
    this.#relay.log(this.#last);
  }

  /** Notes in the log what the server said against a statement. */
  #read(answer: Buffer): void {
    this.#answered.push(answer);
    for (let message = this.#answered.next(); message; message = this.#answered.next()) {
      if (message.letter === 'E' && this.#last) this.#last.error = errorFields(message.body).get('M') ?? 'error';
      if (message.letter === 'R' && message.body.readInt32BE(0) === 0 && this.#user !== PLATFORM) this.#relay.calls++;
    }
  }

  /** What the platform has done besides SQL. It asks one thing after the other, so no answer is under way. */
  async #command(name: string, argument: string): Promise<void> {
    const say = (...messages: { letter: string; body: Buffer }[]) =>
      void this.#client.write(Buffer.concat([...messages, readyMessage('I')].map(encode)));
    try {
      say(...rowsMessages(name, [await this.#relay.command(name, argument)], 'SELECT 1'));
    } catch (error) {
      say(errorMessage('ERROR', 'XX000', (error as Error).message));
    }
  }
}
