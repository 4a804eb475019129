import { createServer, type Server as TcpServer, type Socket } from 'node:net';
import { Connection } from './connection.ts';
import type { Statement } from './statements.ts';
import { Turns } from './turns.ts';

/** What answers queries: one session of a database. */
export interface Session {
  /** Version as `server_version` says it. */
  readonly version: string;
  /** Carries out messages of the protocol and returns the answer's bytes. */
  execute: (messages: Buffer) => Promise<Buffer>;
}

/** Who may connect, and to what. */
export interface Access {
  user: string;
  database: string;
  password: string;
}

/** The platform's own user, whose statements are no part of the log. */
export const PLATFORM = 'platform';

export interface ServerOptions {
  access: Access;
  /** The session behind all connections; it may be another one after a command of the platform. */
  session: () => Session;
  /** What the platform's own user can have done besides SQL: a backslash, a name, and what it applies to. */
  command: (name: string, argument: string) => Promise<string>;
}

const STATEMENTS_KEPT = 20_000;

/**
 * Serves one session to several connections. A connection that is in a transaction has the session for itself, and the
 * others wait: that is what makes the transactions of several clients safe here. Settings, temporary tables and
 * advisory locks, though, are the session's, and so are shared by all.
 */
export class PostgresServer {
  readonly options: ServerOptions;
  readonly turns = new Turns<object>();
  /** What clients sent, the platform's own left out; oldest first. */
  readonly statements: Statement[] = [];
  /** How many statements clients sent and connections they made. */
  calls = 0;
  #connections = 0;

  constructor(options: ServerOptions) {
    this.options = options;
  }

  listen(port: number, ready: () => void): TcpServer {
    return createServer((socket: Socket) => new Connection(socket, ++this.#connections, this)).listen(
      port,
      '127.0.0.1',
      ready,
    );
  }

  log(statement: Statement): void {
    this.calls++;
    this.statements.push(statement);
    if (this.statements.length > STATEMENTS_KEPT) this.statements.shift();
  }
}
