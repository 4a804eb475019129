import { measureRestart } from './shop.js';

/**
 * Lost requests.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('two web processes');
  await lab.scale('web', 2);
  return measureRestart(lab);
}
