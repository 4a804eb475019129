/** @import { Lab, LabDeploy } from '../../platform/lab-api.ts' */

/** Prices in cents. @type {Record<string, number>} */
export const PRICES = { apple: 40, bread: 320, cheese: 560, dates: 480 };

/**
 * Asks for prices and counts the right ones.
 *
 * @param {LabDeploy} deploy
 * @param {number} discount in percent
 * @param {number} count
 */
export async function rightPrices(deploy, discount, count) {
  const browser = deploy.browser();
  const names = Object.keys(PRICES);
  let right = 0;
  for (let i = 0; i < count; i++) {
    const item = names[i % names.length] ?? '';
    const { body } = await browser.send('GET', `/price?item=${item}`);
    if (Number(body) === Math.round(((PRICES[item] ?? 0) * (100 - discount)) / 100)) right += 1;
  }
  return right;
}

/**
 * The API that the page of a deploy tells a browser to call.
 *
 * @param {LabDeploy} deploy
 */
export async function apiOf(deploy) {
  const { body } = await deploy.browser().send('GET', '/');
  return /api = '(.*)'/.exec(body)?.[1] ?? '';
}

/**
 * At night the registry is down, and a machine dies.
 *
 * @param {Lab} lab
 * @returns {Promise<boolean>} whether its process comes up again
 */
export async function comesBack(lab) {
  await lab.service('registry.1').stop();
  const before = lab.processes().find(({ name }) => name === 'web.1');
  lab.signal('web.1', 'SIGKILL');
  const now = () => lab.processes().find(({ name }) => name === 'web.1');
  const isBack = () => now()?.phase === 'up' && now()?.pid !== before?.pid;
  const failedAgain = () => (now()?.restarts ?? 0) >= (before?.restarts ?? 0) + 2;
  await lab.until('web.1 is up again or has failed to start', () => isBack() || failedAgain(), 15_000);
  return isBack();
}
