import { join } from 'node:path';
import { keptIn, orderMany } from './orders.js';

/**
 * Two processes share one log file, and each of them rotates it.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('LOG_PATH names a disk that all machines share; a hundred orders to one process');
  const alone = lab.directory();
  await lab.config({ LOG_PATH: join(alone, 'app.log') });
  const before = await keptIn(lab, alone, await orderMany(lab, 100));

  lab.step('a fresh disk, two processes, and a hundred orders more');
  const shared = lab.directory();
  await lab.config({ LOG_PATH: join(shared, 'app.log') });
  await lab.scale('web', 2);
  const ids = await orderMany(lab, 100);
  const after = await keptIn(lab, shared, ids);

  return [
    { measure: 'alone', value: before, of: 100 },
    { measure: 'together', value: after, of: 100 },
  ];
}
