import { randomUUID } from 'node:crypto';
import { createClient } from '@redis/client';

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

// A process type of its own, of which one process runs.
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
