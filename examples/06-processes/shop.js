/**
 * What a visitor of the shop does, for the experiment and the checks.
 *
 * @import { Lab, LabBrowser } from '../../platform/lab-api.ts'
 */

const ITEMS = ['apple', 'bread', 'cheese', 'dates', 'eggs', 'figs'];

/**
 * A visitor with a random name who has logged in.
 *
 * @param {Lab} lab
 * @returns {Promise<LabBrowser>}
 */
export async function logIn(lab) {
  const browser = lab.browser();
  const { status } = await browser.send('POST', `/login?user=visitor-${lab.random.integer(1000, 9999)}`);
  if (status !== 200) throw new Error(`POST /login was answered ${status}, so there is no login to test`);
  return browser;
}

/**
 * Puts a random item in the cart; a request that the router could not deliver (5xx) is sent once more, as a visitor
 * would.
 *
 * @param {Lab} lab
 * @param {LabBrowser} browser
 */
export async function putItem(lab, browser) {
  const path = `/cart?item=${lab.random.pick(ITEMS)}`;
  const { status } = await browser.send('POST', path);
  if (status >= 500) await browser.send('POST', path);
}

/**
 * How many items the cart shows; a visitor who is refused sees none.
 *
 * @param {LabBrowser} browser
 */
export async function countItems(browser) {
  const { status, body } = await browser.send('GET', '/cart');
  if (status !== 200) return 0;
  /** @type {{ cart: Record<string, number> }} */
  const { cart } = JSON.parse(body);
  return Object.values(cart).reduce((sum, count) => sum + count, 0);
}
