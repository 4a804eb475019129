import { join } from 'node:path';
import type { Controls, Engine } from '../engine.ts';
import { PostgresClient } from './client.ts';
import { PLATFORM } from './server.ts';
import type { Statement } from './statements.ts';

/** A PostgreSQL. */
export const postgres: Engine = {
  program: ({ postgres }) => postgres,
  url: ({ port, password }) => `postgres://postgres:${password}@127.0.0.1:${port}/postgres`,
  connect({ port, password, directory }): Controls {
    const client = new PostgresClient({ port, user: PLATFORM, password, database: 'postgres' });
    let dumps = 0;
    /** Has the process do something besides SQL. */
    const command = async (name: string, argument = ''): Promise<string> => {
      const rows = await client.query(`\\${name} ${argument}`.trimEnd());
      return rows[0]?.[name] ?? '';
    };
    return {
      entries: () => countRows(client),
      calls: async () => Number(await command('calls')),
      wipe: async () => void (await command('wipe')),
      shutdown: async () => void (await command('shutdown')),
      close: () => client.close(),
      query: (sql) => client.query(sql),
      statements: async () => JSON.parse(await command('statements')) as Statement[],
      async dump() {
        const file = join(directory, `dump-${port}-${++dumps}`);
        await command('dump', file);
        return { file };
      },
      restore: async ({ file }) => void (await command('restore', file)),
    };
  },
};

/** How many rows the app's tables hold together. */
async function countRows(client: PostgresClient): Promise<number> {
  const tables = await client.query(
    `SELECT format('(SELECT count(*) FROM %I.%I)', schemaname, tablename) AS count FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  if (tables.length === 0) return 0;
  const [sum] = await client.query(`SELECT ${tables.map(({ count }) => count).join(' + ')} AS rows`);
  return Number(sum?.['rows']);
}
