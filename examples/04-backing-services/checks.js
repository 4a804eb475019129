import { counted, order, replaceDatabase } from './shop.js';

/** @import { Check } from '../../platform/lab-api.ts' */

/** @type {Check} */
async function takesOrders(lab) {
  const browser = lab.browser();
  const taken = await order(browser, 3);
  const there = await counted(browser);
  const mails = (await lab.service('mail.1').messages()).length;
  const jobs = (await lab.service('queue.1').list('to-pack')).length;
  return {
    value: `${taken} taken, ${there} there, ${mails} mails, ${jobs} jobs`,
    holds: [taken, there, mails, jobs].every((count) => count === 3),
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
async function swapsAll(lab) {
  const [postgres, mail, queue] = await Promise.all([
    lab.addService({ name: 'postgres.2', kind: 'postgres' }),
    lab.addService({ name: 'mail.2', kind: 'mail' }),
    lab.addService({ name: 'queue.2', kind: 'queue' }),
  ]);
  await lab.attach({ DATABASE_URL: 'postgres.2', MAIL_URL: 'mail.2', QUEUE_URL: 'queue.2' });
  const old = ['postgres.1', 'mail.1', 'queue.1'].map((name) => lab.service(name));
  const callsToOld = async () => (await Promise.all(old.map((service) => service.calls()))).reduce((a, b) => a + b);

  const before = await callsToOld();
  const placed = lab.random.integer(2, 4);
  await order(lab.browser(), placed);
  const calls = (await callsToOld()) - before;
  const [orders, mails, jobs] = [await postgres.entries(), await mail.messages(), await queue.list('to-pack')];
  const fresh = [orders, mails.length, jobs.length];
  return {
    value: `of ${placed}: ${orders} orders, ${mails.length} mails, ${jobs.length} jobs; ${calls} calls to the old`,
    holds: fresh.every((count) => count === placed) && calls === 0,
  };
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
  'swaps-all': swapsAll,
  'survives-restart': survivesRestart,
};
