import { callers, refusedOf, sell, tryLeaked } from './shop.js';

/** @import { Check } from '../../platform/lab-api.ts' */

/** @type {Check} */
async function books(lab) {
  const count = lab.random.integer(3, 6);
  const refused = refusedOf(await sell(lab.browser(), count));
  return { value: `${count - refused} of ${count} sales`, holds: refused === 0 };
}

/** @type {Check} */
async function knowsCallers(lab) {
  await sell(lab.browser(), 6);
  const known = await callers(lab);
  return { value: `${known} callers`, holds: known === 2 };
}

/** @type {Check} */
async function leakEnds(lab) {
  await sell(lab.browser(), 2);
  const accepted = await tryLeaked(lab, 3);
  return { value: `${accepted} of 3 accepted`, holds: accepted === 0 };
}

/** @type {Check} */
async function outlivesRenewals(lab) {
  const before = lab.processes().map(({ pid }) => pid);
  const browser = lab.browser();
  let refused = 0;
  for (let i = 0; i < 4; i++) {
    refused += refusedOf(await sell(browser, 3));
    await lab.renewTokens();
  }
  const same = lab.processes().filter(({ pid }) => before.includes(pid)).length;
  return {
    value: `${refused} of 12 refused, ${same} of ${before.length} processes kept`,
    holds: refused === 0 && same === before.length,
  };
}

export default {
  books,
  'knows-callers': knowsCallers,
  'leak-ends': leakEnds,
  'outlives-renewals': outlivesRenewals,
};
