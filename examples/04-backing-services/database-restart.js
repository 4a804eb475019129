import { order } from './shop.js';

/**
 * A process that crashed five times while the database was away is not started again by itself. Until then the
 * platform waits for 4 s at most, and where databases start slowly that is not enough.
 *
 * @param {import('../../platform/protocol.ts').ProcessState} process
 */
const waitsForAPerson = ({ phase, since }) => phase === 'held' && Date.now() - since > 5_000;

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
  await new Promise((r) => setTimeout(r, 10_000));
  lab.step('it is started again');
  await database.start();
  const again = async () => {
    if (lab.processes().some(waitsForAPerson)) await lab.restart();
    return (await order(lab.browser(), 1)) === 1;
  };
  await lab.until('orders are taken again', again, 30_000);
  const { pid, restarts } = lab.processes()[0] ?? {};
  return [
    { measure: 'same', value: Number(before === pid && restarts === 0) },
    { measure: 'again', value: await order(lab.browser(), 1), of: 1 },
  ];
}
