import { comingMonth, invoicesOf } from './office.js';

/**
 * Triple invoice.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('one web process, one month');
  const before = await invoicesOf(lab, comingMonth());
  lab.step('web is scaled from 1 to 3');
  await lab.scale('web', 3);
  lab.step('the next month');
  const after = await invoicesOf(lab, comingMonth());
  return [
    { measure: 'before', value: most(before) },
    { measure: 'after', value: most(after) },
    { measure: 'all', value: Object.values(after).reduce((sum, count) => sum + count, 0) },
  ];
}

/** @param {Record<string, number>} counts */
function most(counts) {
  return Math.max(0, ...Object.values(counts));
}
