import { readFileSync } from 'node:fs';
import pg from 'pg';

// PostgreSQL everywhere, on the laptop too.
const { DATABASE_URL } = process.env;
if (!DATABASE_URL) throw new Error('DATABASE_URL is not set');
const client = new pg.Client(DATABASE_URL);
await client.connect();

/**
 * @param {string} sql
 * @param {any[]} [values]
 */
export async function query(sql, values = []) {
  const { rows } = await client.query(sql, values);
  return rows;
}

await query(readFileSync('schema.sql', 'utf8'));
