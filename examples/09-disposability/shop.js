/**
 * What the experiments and the checks do with the payment service.
 *
 * @import { Lab, LabAnswer } from '../../platform/lab-api.ts'
 */

/**
 * Restarts the web processes one after the other while six clients send one request after the other, with short pauses.
 *
 * @param {Lab} lab
 * @returns how many requests were sent, and how many got no answer from a process
 */
export async function restartUnderLoad(lab) {
  let over = false;
  const before = lab.records().length;
  const client = async () => {
    const browser = lab.browser();
    while (!over) {
      // A pause of another length each time, or all clients would ask at the same moments.
      await new Promise((resolve) => setTimeout(resolve, lab.random.integer(5, 60)));
      await browser.send('GET', '/delivery');
    }
  };
  const clients = Array.from({ length: 6 }, client);
  await lab.until('requests are under way', () => lab.records().length > before + 6);
  for (const { name, type } of lab.processes()) if (type === 'web') await lab.restart(name);
  over = true;
  await Promise.all(clients);
  const sent = lab.records().slice(before);
  return { all: sent.length, lost: sent.filter(({ status }) => status >= 500).length };
}

/**
 * What a restart of all web processes costs, as measurements.
 *
 * @param {Lab} lab
 */
export async function measureRestart(lab) {
  lab.step('both are restarted, one after the other, under load');
  const { all, lost } = await restartUnderLoad(lab);
  return [
    { measure: 'lost', value: lost, of: all },
    { measure: 'kept', value: Math.round((100 * (all - lost)) / all), of: 100 },
  ];
}

/**
 * Stops web.1 while a request is under way in it, and starts it again.
 *
 * @param {Lab} lab
 * @returns how long that took, in milliseconds, and whether the platform had to kill it
 */
export async function stopDuringRequest(lab) {
  for (let tries = 0; tries < 10; tries++) {
    const sent = performance.now();
    const asking = lab.browser().send('GET', '/delivery');
    const before = lab.log().length;
    await new Promise((resolve) => setTimeout(resolve, 80));
    const began = performance.now();
    await lab.restart('web.1');
    const milliseconds = performance.now() - began;
    if (!wasUnderWay(await asking, began - sent)) continue;
    const killed = lab
      .log()
      .slice(before)
      .some(({ source, line }) => source === 'platform' && line.startsWith('web.1 did not end'));
    return { milliseconds, killed };
  }
  throw new Error('in ten tries web.1 had no request under way when it was stopped');
}

/**
 * Whether web.1 had a request when it was stopped. A busy computer may stop it when it has answered, or not yet heard.
 *
 * @param {LabAnswer} answer
 * @param {number} stopped milliseconds after it was sent
 */
function wasUnderWay({ process, milliseconds, reason }, stopped) {
  // The signal takes a moment, too.
  if (process === 'web.1') return milliseconds > stopped + 20;
  return reason === 'reset' || reason === 'timeout';
}

/**
 * Orders that are charged while a worker is killed, again and again, each time with a job under way.
 *
 * @param {Lab} lab
 * @param {{ orders: number, kills: number }} how
 * @returns how many orders were charged once, how many not at all, how many more than once
 */
export async function chargeWhileKilled(lab, { orders, kills }) {
  const store = lab.service('kv.1');
  const first = lab.random.integer(1000, 9000);
  const turn = lab.random.integer(0, 1);
  const browser = lab.browser();
  for (let i = 0; i < orders; i++) await browser.send('POST', `/orders?order=${first + i}`);
  const charged = async () => (await store.keys('charge:')).length;
  for (let kill = 1; kill <= kills; kill++) {
    // By turns while it is charged and not yet noted as done, and while the next one is not yet charged. A busy computer
    // may be late for that: then it is the turn of the one after.
    const pause = (kill + turn) % 2 === 0 ? 50 : 250;
    let [seen, late] = [kill - 1, true];
    while (late && seen < orders) {
      const before = seen;
      await lab.until(`${before + 1} charges`, async () => (seen = await charged()) > before);
      await new Promise((resolve) => setTimeout(resolve, pause));
      const now = await charged();
      [late, seen] = [now !== seen, now];
    }
    await lab.kill('worker.1');
  }
  await settled(lab, orders);
  /** @type {Record<string, number>} */
  const times = {};
  for (const key of await store.keys('charge:'))
    times[key.split(':')[1] ?? ''] = (times[key.split(':')[1] ?? ''] ?? 0) + 1;
  const counts = Object.values(times);
  return {
    once: counts.filter((n) => n === 1).length,
    lost: orders - counts.length,
    twice: counts.filter((n) => n > 1).length,
  };
}

/**
 * Waits until all orders are charged, or no job is left in the store and no charge has come for two seconds.
 *
 * @param {Lab} lab
 * @param {number} orders
 */
async function settled(lab, orders) {
  const store = lab.service('kv.1');
  let count = -1;
  let since = performance.now();
  const over = async () => {
    const keys = await store.keys('');
    const charges = keys.filter((key) => key.startsWith('charge:'));
    const waiting = keys.length > charges.length;
    if (waiting || charges.length !== count) [count, since] = [charges.length, performance.now()];
    const charged = new Set(charges.map((key) => key.split(':')[1])).size;
    return (charged === orders && !waiting) || performance.now() - since > 2000;
  };
  await lab.until('all jobs are done', over, 30_000);
}
