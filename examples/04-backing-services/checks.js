import { counted, order, replaceDatabase } from './shop.js';

/** @import { Check } from '../../platform/lab-api.ts' */

/** @type {Check} */
async function takesOrders(lab) {
  const browser = lab.browser();
  const taken = await order(browser, 3);
  const there = await counted(browser);
  const mails = (await lab.service('mail.1').messages()).length;
  return {
    value: `${taken} taken, ${there} there, ${mails} mails`,
    holds: taken === 3 && there === 3 && mails === 3,
  };
}

/** @type {Check} */
async function swapsDatabase(lab) {
  const before = lab.random.integer(2, 5);
  await order(lab.browser(), before);
  await replaceDatabase(lab);
  const browser = lab.browser();
  const taken = await order(browser, 1);
  const there = await counted(browser);
  return { value: `${there} of ${before + 1} orders`, holds: taken === 1 && there === before + 1 };
}

/** @type {Check} */
async function swapsMail(lab) {
  const other = await lab.addService({ name: 'mail.2', kind: 'mail' });
  await lab.attach('mail.2', 'MAIL_URL');
  const count = lab.random.integer(2, 4);
  await order(lab.browser(), count);
  const [old, fresh] = [await lab.service('mail.1').messages(), await other.messages()];
  return { value: `${fresh.length} of ${count} mails, ${old.length} by the old one`, holds: fresh.length === count };
}

/** @type {Check} */
async function survivesRestart(lab) {
  await order(lab.browser(), 1);
  const before = lab.processes()[0]?.pid;
  await lab.service('postgres.1').stop();
  await order(lab.browser(), 1);
  await lab.service('postgres.1').start();
  const taken = await order(lab.browser(), 1);
  const same = lab.processes()[0]?.pid === before;
  return { value: `process ${same ? 'kept' : 'lost'}, ${taken} of 1 orders`, holds: same && taken === 1 };
}

export default {
  'takes-orders': takesOrders,
  'swaps-database': swapsDatabase,
  'swaps-mail': swapsMail,
  'survives-restart': survivesRestart,
};
