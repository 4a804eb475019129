import { chargeWhileKilled, restartUnderLoad, stopDuringRequest } from './shop.js';

/** @import { Check } from '../../platform/lab-api.ts' */

/** @type {Check} */
async function doesItsWork(lab) {
  const browser = lab.browser();
  const { status } = await browser.send('GET', '/delivery');
  await browser.send('POST', `/orders?order=${lab.random.integer(1000, 9999)}`);
  const store = lab.service('kv.1');
  await lab.until('the order is charged', async () => (await store.keys('charge:')).length > 0);
  return { value: `answered ${status}, charged once`, holds: status === 200 };
}

/** @type {Check} */
async function noRequestLost(lab) {
  await lab.scale('web', 2);
  const { all, lost } = await restartUnderLoad(lab);
  return { value: `${lost} of ${all} lost`, holds: lost === 0 };
}

/** @type {Check} */
async function endsInTime(lab) {
  const { killed, milliseconds } = await stopDuringRequest(lab);
  return { value: killed ? 'killed' : `not killed, replaced in ${Math.round(milliseconds)} ms`, holds: !killed };
}

/** @type {Check} */
async function eachChargedOnce(lab) {
  const orders = 6;
  const { once, lost, twice } = await chargeWhileKilled(lab, { orders, kills: 2 });
  return { value: `${once} of ${orders} once, ${lost} never, ${twice} more than once`, holds: once === orders };
}

export default {
  'does-its-work': doesItsWork,
  'no-request-lost': noRequestLost,
  'ends-in-time': endsInTime,
  'each-charged-once': eachChargedOnce,
};
