import http from 'node:http';
import { createClient } from '@redis/client';

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://invoices');
  if (url.pathname === '/ping') return response.end('pong\n');
  const id = url.searchParams.get('id') ?? '';

  // Left for whichever worker is free.
  await store.lPush('jobs', id);
  return response.writeHead(202).end('It will be made.\n');
});

server.listen(process.env.PORT);
