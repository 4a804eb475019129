/** @import { Lab, LabBrowser } from '../../platform/lab-api.ts' */

/** How often a token is renewed until it counts no more. */
const UNTIL_VOID = 2;

/**
 * Sells items, and returns the status of each answer: 201 for what was booked.
 *
 * @param {LabBrowser} browser
 * @param {number} count
 */
export async function sell(browser, count) {
  const statuses = [];
  for (let i = 0; i < count; i++) {
    const { status } = await browser.send('POST', `/?item=lamp-${i}`);
    statuses.push(status);
  }
  return statuses;
}

/**
 * How many sales could not be booked.
 *
 * @param {number[]} statuses
 */
export function refusedOf(statuses) {
  return statuses.filter((status) => status !== 201).length;
}

/**
 * How many callers the ledger tells apart.
 *
 * @param {Lab} lab
 */
export async function callers(lab) {
  const requests = await lab.service('ledger.1').requests();
  return new Set(requests.flatMap(({ caller }) => caller ?? [])).size;
}

/**
 * Somebody has the ledger's access log of today, and tries what is in it when the tokens were renewed twice.
 *
 * @param {Lab} lab
 * @param {number} tries
 * @returns {Promise<number>} how many of the tries were accepted
 */
export async function tryLeaked(lab, tries) {
  const ledger = lab.service('ledger.1');
  const leaked = (await ledger.requests()).at(-1)?.credential ?? '';
  for (let i = 0; i < UNTIL_VOID; i++) await lab.renewTokens();
  let accepted = 0;
  for (let i = 0; i < tries; i++) {
    const headers = { authorization: leaked };
    const { status } = await fetch(new URL(ledger.url).origin, { method: 'POST', headers, body: 'yacht' });
    if (status === 201) accepted += 1;
  }
  return accepted;
}
