import { fileURLToPath } from 'node:url';
import { askBills, urlOf } from './prices.js';

/** The price service of this chapter, as it should be. */
const PRICES = fileURLToPath(new URL('right', import.meta.url));

/** Where it is at first: the wrong caller has it in its code, the config has it for the right one. */
const AT_FIRST = 8017;

/**
 * The price service is a backing service of another app, and moves.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step(`the price service listens on port ${AT_FIRST}; ten bills are asked for`);
  const build = await lab.build(PRICES);
  const before = await lab.deploy('prices', { build, port: AT_FIRST });
  const right = await askBills(lab, 10);

  lab.step('the price service moves: it is started at another place, and the old one ends');
  const after = await lab.deploy('prices-moved', { build });
  await before.scale('web', 0);

  lab.step('PRICES_URL names the new place; ten more bills');
  await lab.config({ PRICES_URL: urlOf(after) });
  const first = lab.records().length;
  await askBills(lab, 10);
  const strip = lab
    .records()
    .slice(first)
    .map(({ status }) => status);

  return [
    { measure: 'before', value: right, of: 10 },
    { measure: 'failed', value: strip.filter((status) => status !== 200).length, of: 10, strip },
    { measure: 'builds', value: new Set(lab.releases().map(({ slug }) => slug)).size },
  ];
}
