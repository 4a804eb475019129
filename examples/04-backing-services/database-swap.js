import { counted, order, replaceDatabase } from './shop.js';

/**
 * The database is lost, and another one takes its place.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('three orders');
  await order(lab.browser(), 3);
  lab.step('postgres.1 is lost; postgres.2 gets the dump, and is attached as DATABASE_URL');
  await replaceDatabase(lab);

  lab.step('how many orders are there, and are two more taken?');
  const browser = lab.browser();
  const found = await counted(browser);
  const taken = await order(browser, 2);
  const [row] = await lab.service('postgres.2').query('SELECT count(*) AS count FROM orders');
  return [
    { measure: 'found', value: found, of: 3 },
    { measure: 'taken', value: taken, of: 2 },
    { measure: 'in-new', value: Number(row?.['count']), of: 5 },
    { measure: 'builds', value: new Set(lab.releases().map(({ slug }) => slug)).size },
  ];
}
