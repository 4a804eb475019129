import { buildWithMigration, priceOf, startTogether, times } from './list.js';

/** @import { Check } from '../../platform/lab-api.ts' */

/** @type {Check} */
async function servesPrices(lab) {
  const { body } = await lab.browser().send('GET', '/price?item=bread');
  return { value: body.trim(), holds: body.trim() === '400' };
}

/** @type {Check} */
async function appliedOnce(lab) {
  const more = lab.random.integer(2, 9);
  await lab.scale('web', 0);
  const build = await buildWithMigration(lab, `UPDATE prices SET price = price + ${more};`);
  await lab.release(build);
  await startTogether(lab, 4);
  const added = (await priceOf(lab, 'cheese')) - 700;
  return { value: `${added / more} times`, holds: added === more };
}

/** @type {Check} */
async function webLeavesSchemaAlone(lab) {
  const SCHEMA = /CREATE|ALTER|migrations/;
  const before = await times(lab, SCHEMA);
  await lab.scale('web', 2);
  const statements = (await times(lab, SCHEMA)) - before;
  return { value: `${statements} statements`, holds: statements === 0 };
}

/** @type {Check} */
async function failingReleaseIsRefused(lab) {
  const before = lab.processes()[0]?.pid;
  const { ok } = await lab.release(await buildWithMigration(lab, 'ALTER TABLE prizes ADD COLUMN unit text;'));
  const after = lab.processes()[0];
  const same = after?.pid === before && after?.phase === 'up';
  return { value: `${ok ? 'released' : 'not released'}, web ${same ? 'untouched' : 'restarted'}`, holds: !ok && same };
}

export default {
  'serves-prices': servesPrices,
  'applied-once': appliedOnce,
  'web-leaves-schema-alone': webLeavesSchemaAlone,
  'failing-release-is-refused': failingReleaseIsRefused,
};
