/** @import { Lab, LabBrowser } from '../../platform/lab-api.ts' */

/**
 * Places orders, and counts those that were taken.
 *
 * @param {LabBrowser} browser
 * @param {number} count
 */
export async function order(browser, count) {
  let taken = 0;
  for (let i = 0; i < count; i++) {
    if ((await browser.send('POST', `/?item=lamp-${i}`)).status === 201) taken += 1;
  }
  return taken;
}

/**
 * How many orders the app says that it has; 0 when it has no answer.
 *
 * @param {LabBrowser} browser
 */
export async function counted(browser) {
  const { status, body } = await browser.send('GET', '/');
  return status === 200 ? Number(body) : 0;
}

/**
 * The database is lost. A new one, somewhere else, gets last night's dump and is attached.
 *
 * @param {Lab} lab
 */
export async function replaceDatabase(lab) {
  const old = lab.service('postgres.1');
  const dump = await old.dump();
  await old.stop();
  const fresh = await lab.addService({ name: 'postgres.2', kind: 'postgres' });
  await fresh.restore(dump);
  await lab.attach({ DATABASE_URL: 'postgres.2' });
}
