import { arrived, inStream, orderMany } from './orders.js';

/**
 * A process is killed; what were the last things that it did?
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('a hundred orders');
  const ids = await orderMany(lab, 100);

  lab.step('the process is killed');
  await lab.kill('web.1');

  lab.step('the orders are looked for in the log stream');
  const all = await arrived(lab, ids);
  const last = inStream(lab, ids.slice(-10));

  return [
    { measure: 'last', value: last, of: 10 },
    { measure: 'all', value: all, of: 100 },
  ];
}
