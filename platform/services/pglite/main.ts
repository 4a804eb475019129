/**
 * PostgreSQL as a process of its own, by PGlite: `node postgres.cjs`, with PORT, PASSWORD and DATA (the file that keeps
 * its data while it is stopped) in its environment. Beside it lie PGlite's own files and the data of a new database. It
 * ends when its stdin does.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PostgresServer } from '../postgres/server.ts';
import { Database, readPrograms } from './database.ts';

const { PORT = '', PASSWORD = '', DATA = '' } = process.env;

async function main(): Promise<void> {
  const here = dirname(process.argv[1] ?? '');
  /** What a new database is. */
  const empty = readFileSync(join(here, 'database.bin'));
  const programs = await readPrograms(here, false);
  let database = await Database.open(programs, existsSync(DATA) ? readFileSync(DATA) : empty);

  /** Puts another database in the place of the one that is served. */
  async function replace(snapshot: Uint8Array): Promise<void> {
    const old = database;
    database = await Database.open(programs, snapshot);
    await old.close();
  }

  /** What the platform can have done besides SQL. */
  const commands: Record<string, (argument: string) => Promise<string | void>> = {
    calls: async () => String(server.calls),
    statements: async () => JSON.stringify(server.statements),
    wipe: () => replace(empty),
    dump: async (file) => writeFileSync(file, await database.snapshot()),
    restore: (file) => replace(readFileSync(file)),
    async shutdown() {
      writeFileSync(DATA, await database.snapshot());
      // After the answer is out.
      setImmediate(() => process.exit());
    },
  };

  const server = new PostgresServer({
    access: { user: 'postgres', database: 'postgres', password: PASSWORD },
    session: () => database,
    async command(name, argument) {
      const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
      if (!command) throw new Error(`there is no command \\${name}`);
      return (await command(argument)) ?? '';
    },
  });
  server.listen(Number(PORT), () => console.log(`ready to accept connections on port ${PORT}`));
}

process.stdin.resume().on('end', () => process.exit());
main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
