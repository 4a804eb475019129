import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { createClient } from '@redis/client';

const PRICE = '12.00';

const store = createClient({ url: 'redis://:petty-cash@127.0.0.1:31379' });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

const server = http.createServer(async (request, response) => {
  const route = `${request.method} ${request.url}`;

  if (route === 'POST /orders') {
    const number = randomUUID();
    await store.set(`order:${number}`, PRICE);
    return response.writeHead(201).end(`Order ${number}: ${PRICE} EUR\n`);
  }

  if (route === 'POST /refunds') {
    let key = '';
    for await (const chunk of request) key += chunk;
    if (key !== 'pk_live_4eb1d07a6c52f938') return response.writeHead(403).end('That is not our key.\n');
    return response.end('Refunded.\n');
  }

  return response.end('Petty Cash. Write to help@pettycash.example\n');
});

server.listen(process.env.PORT);
