import { refusedOf, sell } from './shop.js';

const EACH = 8;

/**
 * Sales go on while tokens are renewed three times.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  const before = lab.processes().map(({ pid }) => pid);
  const browser = lab.browser();
  lab.step(`${EACH} sales`);
  const statuses = await sell(browser, EACH);
  for (const time of ['first', 'second', 'third']) {
    lab.step(`tokens are renewed for the ${time} time; ${EACH} sales`);
    await lab.renewTokens();
    statuses.push(...(await sell(browser, EACH)));
  }
  const same = lab.processes().filter(({ pid, phase }) => phase === 'up' && before.includes(pid)).length;
  return [
    { measure: 'refused', value: refusedOf(statuses), of: statuses.length, strip: statuses },
    { measure: 'same', value: same, of: before.length },
  ];
}
