import { measureRestart } from './shop.js';

/**
 * A program in between.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('two web processes, each started by another program');
  await lab.scale('web', 2);
  return measureRestart(lab);
}
