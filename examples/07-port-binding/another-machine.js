import { addressOf, askOnMachine, askRouter } from './prices.js';

/**
 * The router asks from another machine.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  addressOf(lab);
  lab.step('ten requests made on the machine of web.1 itself');
  const inside = await askOnMachine(lab, 'web.1', 10);

  lab.step('ten requests through the router, which is on another machine');
  const before = lab.records().length;
  await askRouter(lab, 10);
  const strip = lab
    .records()
    .slice(before)
    .map(({ status }) => status);

  return [
    { measure: 'inside', value: inside, of: 10 },
    { measure: 'unreached', value: strip.filter((status) => status === 502).length, of: 10, strip },
  ];
}
