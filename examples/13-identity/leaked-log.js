import { callers, refusedOf, sell, tryLeaked } from './shop.js';

const TRIES = 5;

/**
 * An access log lies about, with what callers sent to say who they are.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('ten sales');
  await sell(lab.browser(), 10);
  const known = await callers(lab);
  lab.step(`tokens are renewed twice; then ${TRIES} bookings with what was in the log`);
  const accepted = await tryLeaked(lab, TRIES);
  lab.step('four more sales');
  const after = await sell(lab.browser(), 4);
  return [
    { measure: 'accepted', value: accepted, of: TRIES },
    { measure: 'callers', value: known, of: 2 },
    { measure: 'refused', value: refusedOf(after), of: after.length },
  ];
}
