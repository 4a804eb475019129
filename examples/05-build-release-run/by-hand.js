import { rightPrices } from './shop.js';

const SETTINGS = 'app/settings.json';

/** @import { Lab } from '../../platform/lab-api.ts' */

/**
 * A discount is given, a process dies, a wrong discount is given, and taken back.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  const good = lab.random.integer(5, 40);
  lab.step('a discount is given');
  await giveDiscount(lab, good);
  const given = await rightPrices(lab, good, 4);
  lab.step('web.1 dies in the night, and is started again');
  await lab.kill('web.1');
  const kept = await rightPrices(lab, good, 4);

  lab.step('by mistake 100 % is given, and taken back as fast as can be: to the release before');
  const { length } = lab.releases();
  await giveDiscount(lab, 100);
  await lab.rollback(length);
  const back = await rightPrices(lab, good, 4);

  const ledger = lab.releases();
  return [
    { measure: 'given', value: given, of: 4 },
    { measure: 'kept', value: kept, of: 4 },
    { measure: 'back', value: back, of: 4 },
    { measure: 'releases', value: ledger.length },
    { measure: 'told', value: ledger.filter(({ reason }) => reason.includes('DISCOUNT')).length, of: 2 },
  ];
}

/**
 * Gives a discount in the way that the version has for it: a file on the machine, or a config variable.
 *
 * @param {Lab} lab
 * @param {number} discount in percent
 */
async function giveDiscount(lab, discount) {
  const machine = lab.machine('web.1');
  if (machine.files().includes(SETTINGS)) machine.write(SETTINGS, JSON.stringify({ discount }));
  else await lab.config({ DISCOUNT: String(discount) });
}
