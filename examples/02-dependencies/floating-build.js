import { prices, publishHalves, totals } from './bills.js';

/**
 * One commit is built twice; in between, somebody else publishes a new version of a package.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  const nets = prices(lab, 5);
  lab.step('five bills, from the build of Monday');
  const before = await totals(lab, nets);

  lab.step('halves 1.0.1 is published; the same commit is built again on Tuesday, and released');
  await publishHalves(lab);
  const again = await lab.build();
  const [monday] = lab.releases();
  await lab.release(again);
  const after = await totals(lab, nets);

  const changed = after.map((total, index) => Number(total !== before[index]));
  return [
    { measure: 'builds', value: new Set([monday?.slug, again.id]).size, of: 2 },
    { measure: 'changed', value: changed.reduce((sum, one) => sum + one, 0), of: nets.length, strip: changed },
  ];
}
