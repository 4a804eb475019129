import { stopDuringRequest } from './shop.js';

/**
 * The open connection.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('web.1 is stopped while a request is under way');
  const { milliseconds, killed } = await stopDuringRequest(lab);
  return [
    { measure: 'killed', value: killed ? 1 : 0 },
    { measure: 'restart', value: Math.round(milliseconds) },
  ];
}
