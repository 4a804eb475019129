/**
 * In the place of the platform's PostgreSQL: a relay to a real server, where each service has a database of its own. It
 * gets PORT, PASSWORD and DATA as every service does; DATABASE_URL and DATABASE_PREFIX come from programs.ts. It ends
 * when its stdin does; the database stays until the gates' engine drops it.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Statement } from '../../../platform/services/postgres/statements.ts';
import { OwnDatabase } from './own-database.ts';
import { RelayedConnection } from './relayed-connection.ts';

const { PORT = '', PASSWORD = '', DATA = '', DATABASE_URL = '', DATABASE_PREFIX = '' } = process.env;

/** What the connections of one service have in common. */
export interface Relay {
  readonly database: Pick<OwnDatabase, 'name' | 'host' | 'port'>;
  /** How many statements clients sent and connections they made. */
  calls: number;
  log(statement: Statement): void;
  /** What the platform can have done besides SQL. @throws Error when that fails */
  command(name: string, argument: string): Promise<string>;
}

const database = new OwnDatabase(DATABASE_URL, `${DATABASE_PREFIX}${PORT}`);
const statements: Statement[] = [];

const commands: Record<string, (argument: string) => Promise<string | void> | string> = {
  calls: () => String(relay.calls),
  statements: () => JSON.stringify(statements),
  wipe: () => database.wipe(),
  dump: (file) => database.dump(file),
  restore: (file) => database.restore(file),
  shutdown() {
    // After the answer is out.
    setImmediate(() => process.exit());
    return '';
  },
};

const relay: Relay = {
  database,
  calls: 0,
  log(statement) {
    this.calls++;
    statements.push(statement);
  },
  async command(name, argument) {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new Error(`there is no command \\${name}`);
    return (await command(argument)) ?? '';
  },
};

process.stdin.resume().on('end', () => process.exit());
// The file says that this service was here before: its database is kept while it is stopped.
if (!existsSync(DATA)) {
  await database.create(PASSWORD);
  writeFileSync(DATA, database.name);
}
let connections = 0;
createServer((client) => new RelayedConnection(client, ++connections, relay)).listen(Number(PORT), '127.0.0.1', () =>
  console.log(`ready to accept connections on port ${PORT}, for ${database.name}`),
);
