import { randomUUID } from 'node:crypto';
import { createClient } from '@redis/client';
import { report } from './report.js';

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();
// A connection that waits for a job can do nothing else.
const queue = store.duplicate();
queue.on('error', (error) => console.error(`queue: ${error.message}`));
await queue.connect();

// There is one worker, so one timer.
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

// Each job is handed to one worker, however many there are.
console.log('ready for jobs');
for (;;) {
  const job = await queue.brPop('jobs', 0);
  if (!job) continue;
  const result = report(Number(process.env.REPORT_SIZE));
  await store.set(`report:${job.element}`, result);
  console.log(`report ${job.element} made`);
}
