import { comingMonth, HELD_UP, invoicesOf, makers, makeReports, scaleTypes, shareHeldUp } from './office.js';

/** @import { Check } from '../../platform/lab-api.ts' */

/** @type {Check} */
async function makesReports(lab) {
  const { made } = await makeReports(lab, 3);
  return { value: `${made} of 3 reports`, holds: made === 3 };
}

/** @type {Check} */
async function oneInvoiceEach(lab) {
  await scaleTypes(lab, { web: 3, worker: 2, clock: 1 });
  // A process that has only just started has no timer yet, so one good month proves nothing.
  let [counts, holds] = [[0], true];
  const first = comingMonth();
  for (let i = 0; i < 6 && holds; i++) {
    counts = Object.values(await invoicesOf(lab, first + i));
    holds = counts.length === 4 && counts.every((count) => count === 1);
  }
  return { value: `${counts.join(', ')} for ${counts.length} customers`, holds };
}

/** @type {Check} */
async function pingStaysQuick(lab) {
  const done = await makeReports(lab, 5);
  const share = shareHeldUp(done, done.total / 5);
  const value = `${Math.round(100 * share)} % of ${Math.round(done.total)} ms, for five reports`;
  return { value, holds: share < HELD_UP };
}

/** @type {Check} */
async function workersShare(lab) {
  await scaleTypes(lab, { web: 1, worker: 3 });
  // A worker needs a moment to start, and the reports of that moment are the others'.
  for (let round = 0; round < 5 && makers(lab) < 2; round++) await makeReports(lab, 4);
  const count = makers(lab);
  return { value: `${count} processes`, holds: count >= 2 };
}

export default {
  'makes-reports': makesReports,
  'one-invoice-each': oneInvoiceEach,
  'ping-stays-quick': pingStaysQuick,
  'workers-share': workersShare,
};
