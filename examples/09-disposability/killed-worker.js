import { chargeWhileKilled } from './shop.js';

const ORDERS = 10;

/**
 * The killed worker.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step(`${ORDERS} orders; the worker is killed three times`);
  const { once, lost, twice } = await chargeWhileKilled(lab, { orders: ORDERS, kills: 3 });
  return [
    { measure: 'once', value: once, of: ORDERS },
    { measure: 'lost', value: lost, of: ORDERS },
    { measure: 'twice', value: twice },
  ];
}
