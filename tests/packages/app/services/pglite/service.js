import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { serve } from '../../serve.js';

const directory = join(mkdtempSync(join(tmpdir(), 'database-')), 'data');
let database = await PGlite.create();
await database.exec('CREATE TABLE notes (id serial PRIMARY KEY, text text UNIQUE, more jsonb, made date)');

serve({
  'POST /notes': async ({ body: { text, more } }) =>
    database.query('INSERT INTO notes (text, more, made) VALUES ($1, $2, $3) RETURNING *', [text, more, '2026-01-02']),
  'GET /notes': async () => (await database.sql`SELECT * FROM notes WHERE id > ${0} ORDER BY id`).rows,
  'POST /transaction': () =>
    database.transaction(async (inside) => {
      await inside.query('DELETE FROM notes');
      await inside.rollback();
    }),
  'GET /heard': async () => {
    const heard = Promise.withResolvers();
    const stop = await database.listen('news', heard.resolve);
    await database.query("NOTIFY news, 'something'");
    const news = await heard.promise;
    await stop();
    return news;
  },
  'POST /file': async () => {
    // On the disk, and read again from there.
    const first = await PGlite.create(directory);
    await first.exec('CREATE TABLE kept (n int); INSERT INTO kept SELECT generate_series(1, 100)');
    await first.close();
    const second = await PGlite.create(directory);
    const { rows } = await second.query('SELECT sum(n)::int AS sum FROM kept');
    await second.close();
    return rows;
  },
});
