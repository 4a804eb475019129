import pg from 'pg';

const days = Number(process.env.KEEP_DAYS);
if (!(days > 0)) throw new Error('KEEP_DAYS is not set');

const client = new pg.Client(process.env.DATABASE_URL);
await client.connect();
const sql = 'DELETE FROM accounts WHERE idle_days > $1';
const { rowCount } = await client.query(sql, [days]);
console.log(`${rowCount} accounts closed, idle for more than ${days} days`);
await client.end();
