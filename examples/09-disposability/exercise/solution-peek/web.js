import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

const server = http.createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://payments');
  if (request.method === 'POST') {
    await store.lPush('jobs', url.searchParams.get('order') ?? '');
    return response.writeHead(202).end('It will be charged.\n');
  }
  // As long as the carrier takes to answer.
  await sleep(200);
  return response.end('Delivery tomorrow.\n');
});
server.listen(process.env.PORT);

// No new connections; the open ones are closed once idle.
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  setInterval(() => server.closeIdleConnections(), 20);
});
