import { restartUnderLoad } from './shop.js';

/**
 * A program in between.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('two web processes, each started by another program');
  await lab.scale('web', 2);
  lab.step('both are restarted, one after the other, under load');
  const { all, lost } = await restartUnderLoad(lab);
  return [
    { measure: 'lost', value: lost, of: all },
    { measure: 'kept', value: Math.round((100 * (all - lost)) / all), of: 100 },
  ];
}
