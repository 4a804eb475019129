import { readFileSync, readdirSync } from 'node:fs';
import pg from 'pg';

const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
await client.query('CREATE TABLE IF NOT EXISTS migrations (name text)');
const { rows } = await client.query('SELECT name FROM migrations');
const applied = rows.map(({ name }) => name);

for (const name of readdirSync('migrations').sort()) {
  if (applied.includes(name)) continue;
  await client.query(readFileSync(`migrations/${name}`, 'utf8'));
  await client.query('INSERT INTO migrations VALUES ($1)', [name]);
  console.log(`applied ${name}`);
}
await client.end();
