import http from 'node:http';
import { database } from './database.js';
import { confirm } from './mail.js';
import { pack } from './queue.js';

const TABLE = 'CREATE TABLE IF NOT EXISTS orders (item text)';

/** @param {string} item */
async function place(item) {
  await database.query(TABLE);
  await database.query('INSERT INTO orders VALUES ($1)', [item]);
  await confirm(item).catch((error) => console.error(`no mail: ${error.message}`));
  await pack(item).catch((error) => console.error(`no job: ${error.message}`));
}

async function count() {
  const { rows } = await database.query('SELECT count(*) FROM orders');
  return rows[0].count;
}

http
  .createServer(async (request, response) => {
    const item = new URL(request.url ?? '/', 'http://shop').searchParams.get('item');
    try {
      if (request.method !== 'POST') return response.end(await count());
      await place(item ?? '');
      return response.writeHead(201).end();
    } catch (error) {
      console.error(`no database: ${error instanceof Error ? error.message : error}`);
      return response.writeHead(503).end();
    }
  })
  .listen(process.env.PORT);
