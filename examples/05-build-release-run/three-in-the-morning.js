import { comesBack, rightPrices } from './shop.js';

/**
 * The registry is down, and a machine dies.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('in the afternoon, when everybody is there');
  const before = await rightPrices(lab, 0, 4);
  lab.step('at three in the morning: the registry is stopped, web.1 is killed');
  const back = await comesBack(lab);
  const after = await rightPrices(lab, 0, 4);
  return [
    { measure: 'before', value: before, of: 4 },
    { measure: 'up', value: Number(back), of: 1 },
    { measure: 'after', value: after, of: 4 },
    {
      measure: 'npm',
      value: Number(lab.log().some(({ source, line }) => source === 'web.1' && /npm error/.test(line))),
    },
  ];
}
