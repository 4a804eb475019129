import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';

// Everything that might be asked for, before the first answer.
let primes = 0;
for (let n = 2; n < Number(process.env.CATALOGUE); n++) {
  let prime = true;
  for (let d = 2; d * d <= n && prime; d++) prime = n % d !== 0;
  if (prime) primes += 1;
}
console.log(`catalogue of ${primes} parts ready`);

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

let draining = false;
const server = http.createServer(async (request, response) => {
  const url = new URL(request.url ?? '/', 'http://payments');
  if (request.method === 'POST') {
    await store.lPush('jobs', url.searchParams.get('order') ?? '');
    return response.writeHead(202).end('It will be charged.\n');
  }
  // As long as the carrier takes to answer.
  await sleep(200);
  // The client may not keep this connection for more.
  if (draining) response.setHeader('connection', 'close');
  return response.end('Delivery tomorrow.\n');
});
server.listen(process.env.PORT);

// Listen no more, finish what is under way, then end.
process.on('SIGTERM', () => {
  draining = true;
  server.close(() => process.exit(0));
});
