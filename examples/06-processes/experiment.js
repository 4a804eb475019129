import { countItems, logIn, putItem } from './shop.js';

/**
 * Half logged out.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('one visitor logs in and puts three things in the cart');
  const visitor = await logIn(lab);
  for (let i = 0; i < 3; i++) await putItem(lab, visitor);

  lab.step('web is scaled from 1 to 2');
  await lab.scale('web', 2);

  lab.step('20 requests with the same cookie');
  const before = lab.records().length;
  for (let i = 0; i < 20; i++) await visitor.send('GET', '/cart');
  const requests = lab.records().slice(before);
  const strip = requests.map(({ status }) => status);

  lab.step('both processes are restarted');
  await lab.restart();
  const items = await countItems(visitor);

  lab.step('five more visitors log in, then each process is killed');
  const visitors = [];
  for (let i = 0; i < 5; i++) visitors.push(await logIn(lab));
  for (const { name } of lab.processes()) await lab.kill(name);
  let known = 0;
  for (const each of visitors) if ((await each.send('GET', '/cart')).status === 200) known += 1;

  return [
    { measure: 'refused', value: strip.filter((status) => status === 401).length, of: 20, strip },
    { measure: 'items-after-restart', value: items, of: 3 },
    { measure: 'logins-after-kill', value: known, of: 5 },
    { measure: 'entries', value: await lab.service('kv.1').entries() },
    { measure: 'median', value: median(requests.map(({ milliseconds }) => milliseconds)) },
  ];
}

/** @param {number[]} values */
function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(10 * (((sorted[9] ?? 0) + (sorted[10] ?? 0)) / 2)) / 10;
}
