import pg from 'pg';

// Last year's rule. It has changed since.
const days = 365;

const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
const sql = 'DELETE FROM accounts WHERE idle_days > $1';
const { rowCount } = await client.query(sql, [days]);
console.log(`${rowCount} accounts closed, idle for more than ${days} days`);
await client.end();
