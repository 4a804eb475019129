import assert from 'node:assert';
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { createClient } from '@redis/client';

const PRICE = '12.00';

/** @param {string} name */
function config(name) {
  const value = process.env[name];
  assert(value, `The config variable ${name} is not set.`);
  return value;
}

const front = `${config('SHOP_NAME')}. Write to ${config('SUPPORT_EMAIL')}\n`;
const price = `${PRICE} ${config('CURRENCY')}`;
const paymentKey = config('PAYMENT_KEY');

const store = createClient({ url: config('STORE_URL') });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

const server = http.createServer(async (request, response) => {
  const route = `${request.method} ${request.url}`;

  if (route === 'POST /orders') {
    const number = randomUUID();
    await store.set(`order:${number}`, PRICE);
    return response.writeHead(201).end(`Order ${number}: ${price}\n`);
  }

  if (route === 'POST /refunds') {
    let key = '';
    for await (const chunk of request) key += chunk;
    if (key !== paymentKey) return response.writeHead(403).end('That is not our key.\n');
    return response.end('Refunded.\n');
  }

  return response.end(front);
});

server.listen(process.env.PORT);
