import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { createClient } from '@redis/client';

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

// Each process has a timer, and one of them gets the claim.
const month = Number(process.env.MONTH_MS);
let last = Math.floor(Date.now() / month);
setInterval(async () => {
  while (last < Math.floor(Date.now() / month)) {
    last += 1;
    const now = last;
    for (const customer of ['ada', 'bob', 'cleo', 'dan']) {
      const claim = `claim:${now}:${customer}`;
      if (!(await store.set(claim, '1', { NX: true, EX: 3600 }))) continue;
      await store.set(`invoice:${now}:${customer}:${randomUUID()}`, '12.00');
    }
  }
}, 50);

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://invoices');
  if (url.pathname === '/ping') return response.end('pong\n');
  await store.lPush('jobs', url.searchParams.get('id') ?? '');
  return response.writeHead(202).end('It will be made.\n');
});

server.listen(process.env.PORT);
