import { createClient } from '@redis/client';
import { charge } from './payments.js';

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

// What a worker that was killed has left unfinished.
while (await store.lMove('working', 'jobs', 'RIGHT', 'RIGHT'));

for (;;) {
  // Stays in the store, in another list, until it is done.
  const order = await store.blMove('jobs', 'working', 'RIGHT', 'LEFT', 0);
  if (!order) continue;
  // Done twice, it has the same key: one charge.
  await charge(store, order, order);
  await store.lRem('working', 1, order);
}
