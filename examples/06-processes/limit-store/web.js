import http from 'node:http';
import { createClient } from '@redis/client';

const LIMIT = 10;

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://login');
  const user = url.searchParams.get('user') ?? '';
  // One step in the store, whoever asks.
  const count = await store.incr(`tries:${user}`);
  response.writeHead(count > LIMIT ? 429 : 403).end();
});

server.listen(process.env.PORT);
