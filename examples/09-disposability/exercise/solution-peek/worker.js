import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@redis/client';
import { charge } from './payments.js';

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

for (;;) {
  // Only looked at: it leaves the list when it is done.
  const order = await store.lIndex('jobs', -1);
  if (!order) {
    await sleep(20);
    continue;
  }
  await charge(store, order, order);
  await store.lRem('jobs', -1, order);
}
