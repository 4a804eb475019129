import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { createClient } from '@redis/client';
import { settings } from './settings.js';

const { shopName, supportEmail, currency, paymentKey, storeUrl } = settings;

const store = createClient({ url: storeUrl });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

const server = http.createServer(async (request, response) => {
  const route = `${request.method} ${request.url}`;

  if (route === 'POST /orders') {
    const number = randomUUID();
    await store.set(`order:${number}`, '12.00');
    return response.writeHead(201).end(`Order ${number}: 12.00 ${currency}\n`);
  }

  if (route === 'POST /refunds') {
    let key = '';
    for await (const chunk of request) key += chunk;
    if (key !== paymentKey) return response.writeHead(403).end('That is not our key.\n');
    return response.end('Refunded.\n');
  }

  return response.end(`${shopName}. Write to ${supportEmail}\n`);
});

server.listen(process.env.PORT);
