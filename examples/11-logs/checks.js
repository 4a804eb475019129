import { arrived, order, orderMany } from './orders.js';

/** @import { Check } from '../../platform/lab-api.ts' */

/** @type {Check} */
async function takesOrders(lab) {
  const ids = await orderMany(lab, 10);
  return { value: `${ids.length} of 10 taken`, holds: ids.length === 10 };
}

/** @type {Check} */
async function writesNoFile(lab) {
  const before = lab.machine('web.1').files();
  await orderMany(lab, 60);
  const written = lab
    .machine('web.1')
    .files()
    .filter((path) => !before.includes(path));
  return { value: written.length === 0 ? 'no file' : written.join(', '), holds: written.length === 0 };
}

/** @type {Check} */
async function everyOrderInStream(lab) {
  await lab.scale('web', 2);
  const ids = await orderMany(lab, 40);
  const found = await arrived(lab, ids);
  return { value: `${found} of 40 orders`, holds: found === 40 };
}

/** @type {Check} */
async function lineSurvivesKill(lab) {
  const browser = lab.browser();
  const ids = [];
  for (let i = 0; i < 3; i++) {
    const { id, process } = await order(lab, browser);
    await lab.kill(process);
    ids.push(id);
  }
  const found = await arrived(lab, ids);
  return { value: `${found} of 3 last orders`, holds: found === 3 };
}

export default {
  'takes-orders': takesOrders,
  'writes-no-file': writesNoFile,
  'every-order-in-stream': everyOrderInStream,
  'line-survives-kill': lineSurvivesKill,
};
