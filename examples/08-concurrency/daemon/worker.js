import { createClient } from '@redis/client';
import { report } from './report.js';

const store = createClient({ url: process.env.STORE_URL });
// Or it would stay for ever when the lab is over.
store.on('error', () => process.exit(1));
await store.connect();

// Each job is handed to one worker, however many there are.
for (;;) {
  const job = await store.brPop('jobs', 0);
  if (!job) continue;
  const result = report(Number(process.env.REPORT_SIZE));
  await store.set(`report:${job.element}`, result);
  console.log(`report ${job.element} made`);
}
