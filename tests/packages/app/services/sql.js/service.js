import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import initSqlJs from 'sql.js';
import { serve } from '../../serve.js';

const SQL = await initSqlJs();
const file = join(mkdtempSync(join(tmpdir(), 'database-')), 'notes.sqlite');
let database = new SQL.Database();
database.run('CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT UNIQUE, picture BLOB)');

serve({
  'POST /notes': ({ body: { text } }) => {
    database.run('INSERT INTO notes (text, picture) VALUES (?, ?)', [text, new Uint8Array([1, 2, 255])]);
    return { changed: database.getRowsModified() };
  },
  'GET /notes': ({ url }) => {
    const statement = database.prepare('SELECT * FROM notes WHERE text LIKE $like ORDER BY id');
    try {
      statement.bind({ $like: url.searchParams.get('like') ?? '%' });
      const rows = [];
      while (statement.step()) rows.push(statement.getAsObject());
      return rows;
    } finally {
      statement.free();
    }
  },
  'GET /function': () => {
    database.create_function('twice', (n) => n * 2);
    return database.exec(
      "SELECT twice(21) AS answer, sqlite_version() > '3' AS new, json_extract('{\"a\":5}', '$.a') AS a",
    );
  },
  'POST /kept': () => {
    writeFileSync(file, database.export());
    database.close();
    database = new SQL.Database(readFileSync(file));
    return database.exec('SELECT count(*) FROM notes');
  },
});
