import { createClient } from '@redis/client';
import { report } from './report.js';

const store = createClient({ url: process.env.STORE_URL });
store.on('error', (error) => console.error(`store: ${error.message}`));
await store.connect();

// Each job is handed to one worker, however many there are.
console.log('ready for jobs');
for (;;) {
  const job = await store.brPop('jobs', 0);
  if (!job) continue;
  const result = report(Number(process.env.REPORT_SIZE));
  await store.set(`report:${job.element}`, result);
  console.log(`report ${job.element} made`);
}
