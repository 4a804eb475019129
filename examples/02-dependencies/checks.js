import { buildWithUpdate, prices, publishHalves, publishRounding, rightTotal, stamped, totals } from './bills.js';

/** @import { Check } from '../../platform/lab-api.ts' */

/** @type {Check} */
async function totalsAreRight(lab) {
  const nets = prices(lab, 5);
  const said = await totals(lab, nets);
  const right = nets.filter((net, index) => said[index] === rightTotal(net)).length;
  return { value: `${right} of ${nets.length} bills`, holds: right === nets.length };
}

/** @type {Check} */
async function buildsAlike(lab) {
  await publishHalves(lab);
  const { id } = await lab.build();
  const same = id === lab.releases()[0]?.slug;
  return { value: same ? 'one id' : 'two ids', holds: same };
}

/** @type {Check} */
async function worksOnBlankMachine(lab) {
  const bills = Array.from({ length: 5 }, () => lab.random.integer(1000, 9999));
  const done = await stamped(lab, bills);
  return { value: `${done} of ${bills.length} receipts`, holds: done === bills.length };
}

/** @type {Check} */
async function survivesUpdate(lab) {
  await publishRounding(lab);
  const { ok } = await lab.release(await buildWithUpdate(lab));
  const { body } = await lab.browser().send('GET', '/total?net=1000');
  const answers = body.trim() === rightTotal(1000);
  return {
    value: `${ok ? 'released' : 'not released'}, ${answers ? 'answers' : 'does not answer'}`,
    holds: ok && answers,
  };
}

export default {
  'totals-are-right': totalsAreRight,
  'builds-alike': buildsAlike,
  'works-on-a-blank-machine': worksOnBlankMachine,
  'survives-update': survivesUpdate,
};
