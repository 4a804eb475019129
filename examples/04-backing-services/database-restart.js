import { order } from './shop.js';

/**
 * The database is restarted at noon.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  const database = lab.service('postgres.1');
  lab.step('two orders');
  await order(lab.browser(), 2);
  const before = lab.processes()[0]?.pid;
  lab.step('the database is stopped; two more are tried');
  await database.stop();
  await order(lab.browser(), 2);
  lab.step('it is started again');
  await database.start();
  await lab.until('orders are taken again', async () => (await order(lab.browser(), 1)) === 1, 15_000);
  const { pid, restarts } = lab.processes()[0] ?? {};
  return [
    { measure: 'same', value: Number(before === pid && restarts === 0) },
    { measure: 'again', value: await order(lab.browser(), 1), of: 1 },
  ];
}
