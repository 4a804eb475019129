import { applyFirst, priceOf, startTogether, times } from './list.js';

/**
 * Prices are in the database, in euros, and four web processes start.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('the first migration is applied, the second is to come');
  await applyFirst(lab);
  lab.step('four web processes start at the same time');
  await startTogether(lab, 4);
  lab.step('the price of an apple, which was 3 euros');
  const { body } = await lab.browser().send('GET', '/price?item=apple');
  const updates = await times(lab, /UPDATE prices/);
  return [
    { measure: 'times', value: updates, of: 4 },
    { measure: 'price', value: await priceOf(lab, 'apple') },
    { measure: 'served', value: Number(body) },
  ];
}
