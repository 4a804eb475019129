import { randomUUID } from 'node:crypto';
import { createClient } from '@redis/client';
import { charge } from './payments.js';

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

for (;;) {
  // From here on, only this process knows of the job.
  const job = await store.brPop('jobs', 0);
  if (job) await charge(store, job.element, randomUUID());
}
