import pg from 'pg';
import { serve } from '../../serve.js';

const pool = new pg.Pool({ connectionString: process.env.BACKING_URL, max: 4 });
pool.on('error', (error) => console.log(`pool ${error.message}`));
await pool.query(`CREATE TABLE orders (
  id serial PRIMARY KEY, item text UNIQUE NOT NULL, price numeric(10, 2), made timestamptz, tags text[], more jsonb,
  picture bytea, paid boolean DEFAULT false)`);

serve({
  'POST /orders': async ({ body: { item, price, tags, more } }) => {
    const text =
      'INSERT INTO orders (item, price, made, tags, more, picture) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id, made';
    const values = [item, price, new Date(0), tags, more, Buffer.from(item)];
    const { rows, rowCount, command } = await pool.query(text, values);
    return { rows, rowCount, command };
  },
  'GET /orders': async () => {
    const { rows, fields } = await pool.query({ name: 'all', text: 'SELECT * FROM orders ORDER BY id' });
    return { rows, types: fields.map(({ name, dataTypeID }) => [name, dataTypeID]) };
  },
  'GET /arrays': async () => (await pool.query({ text: 'SELECT 1 AS one, NULL AS two', rowMode: 'array' })).rows,
  'POST /transaction': async ({ body: { end } }) => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('UPDATE orders SET paid = true');
      await client.query(end);
      return (await client.query('SELECT count(*)::int AS paid FROM orders WHERE paid')).rows;
    } finally {
      client.release();
    }
  },
  // More than the pool has connections, at once.
  'GET /many': () =>
    Promise.all(
      Array.from({ length: 10 }, async (_, n) => (await pool.query('SELECT $1::int * 2 AS n', [n])).rows[0].n),
    ),
  'POST /wrong': ({ body: { sql } }) => pool.query(sql),
  'GET /several': async () => (await pool.query('SELECT 1 AS a; SELECT 2 AS b')).map(({ rows }) => rows),
  'POST /close': () => pool.end(),
});
