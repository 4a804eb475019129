import { readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';
import pg from 'pg';

// No DATABASE_URL on the laptop: a database of its own will do.
const run = process.env.DATABASE_URL ? await postgres() : await sqlite();

/**
 * @param {string} sql
 * @param {any[]} [values]
 */
export function query(sql, values = []) {
  return run(sql, values);
}

async function postgres() {
  const client = new pg.Client(process.env.DATABASE_URL);
  await client.connect();
  return async (/** @type {string} */ sql, /** @type {any[]} */ values) => {
    const { rows } = await client.query(sql, values);
    return rows;
  };
}

async function sqlite() {
  const { Database } = await initSqlJs();
  const database = new Database();
  return async (/** @type {string} */ sql, /** @type {any[]} */ values) => {
    const statement = database.prepare(sql, values);
    try {
      const rows = [];
      while (statement.step()) rows.push(statement.getAsObject());
      return rows;
    } finally {
      statement.free();
    }
  };
}

await query(readFileSync('schema.sql', 'utf8'));
