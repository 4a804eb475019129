import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { createClient } from '@redis/client';

const PRICE = '12.00';
const {
  SHOP_NAME = 'Petty Cash',
  SUPPORT_EMAIL = 'help@pettycash.example',
  CURRENCY = 'EUR',
  PAYMENT_KEY = 'pk_live_4eb1d07a6c52f938',
  STORE_URL = 'redis://:petty-cash@127.0.0.1:31379',
} = process.env;

const store = createClient({ url: STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

const server = http.createServer(async (request, response) => {
  const route = `${request.method} ${request.url}`;

  if (route === 'POST /orders') {
    const number = randomUUID();
    await store.set(`order:${number}`, PRICE);
    return response.writeHead(201).end(`Order ${number}: ${PRICE} ${CURRENCY}\n`);
  }

  if (route === 'POST /refunds') {
    let key = '';
    for await (const chunk of request) key += chunk;
    if (key !== PAYMENT_KEY) return response.writeHead(403).end('That is not our key.\n');
    return response.end('Refunded.\n');
  }

  return response.end(`${SHOP_NAME}. Write to ${SUPPORT_EMAIL}\n`);
});

server.listen(process.env.PORT);
