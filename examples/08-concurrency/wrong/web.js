import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { createClient } from '@redis/client';
import { report } from './report.js';

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

// A timer in every process that runs this file.
const month = Number(process.env.MONTH_MS);
let last = Math.floor(Date.now() / month);
setInterval(async () => {
  while (last < Math.floor(Date.now() / month)) {
    last += 1;
    for (const customer of ['ada', 'bob', 'cleo', 'dan']) {
      await store.set(`invoice:${last}:${customer}:${randomUUID()}`, '12.00');
    }
  }
}, 50);

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://invoices');
  if (url.pathname === '/ping') return response.end('pong\n');
  const id = url.searchParams.get('id');

  // While it calculates, this process answers nobody.
  const result = report(Number(process.env.REPORT_SIZE));
  await store.set(`report:${id}`, result);
  console.log(`report ${id} made`);
  return response.writeHead(201).end('Made.\n');
});

server.listen(process.env.PORT);
