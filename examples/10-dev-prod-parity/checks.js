import { faults, hostileBids, imported, threeBids } from './auction.js';

/** @import { Check } from '../../platform/lab-api.ts' */

/** @type {Check} */
async function takesBids(lab) {
  const browser = lab.browser();
  const failed = await threeBids(browser);
  const { body } = await browser.send('GET', '/find?name=Ann');
  return { value: `${3 - failed} of 3 bids, finds “${body}”`, holds: failed === 0 && body === 'Ann' };
}

/** @type {Check} */
async function hostileRows(lab) {
  const hostile = hostileBids(lab);
  const failed = await faults(lab.browser(), hostile);
  return { value: `${failed} of ${hostile.length} faults`, holds: failed === 0 };
}

/** @type {Check} */
async function answersRight(lab) {
  const browser = lab.browser();
  await threeBids(browser);
  const { body: leads } = await browser.send('GET', '/highest');
  const { body: found } = await browser.send('GET', '/find?name=bob');
  return { value: `${leads || 'nobody'} leads, finds “${found}”`, holds: leads === 'Ann' && found === 'Bob' };
}

/** @type {Check} */
async function importsAll(lab) {
  const names = ['Eve', 'Flo', 'Gus'].map((name) => `${name}${lab.random.integer(100, 999)}`);
  const count = await imported(lab.browser(), names);
  return { value: `${count} of ${names.length} names`, holds: count === names.length };
}

/** @type {Check} */
async function hasNoOtherEngine(lab) {
  const laptop = await lab.deploy('laptop', { config: {} });
  const runs = laptop.processes().some(({ phase }) => phase === 'up');
  return { value: runs ? 'runs without' : 'refuses to start', holds: !runs };
}

export default {
  'takes-bids': takesBids,
  'hostile-rows': hostileRows,
  'answers-right': answersRight,
  'imports-all': importsAll,
  'has-no-other-engine': hasNoOtherEngine,
};
