import { askRouter, upAfter } from './prices.js';

/**
 * A second process on a machine where the port is taken.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('ten requests to the one process');
  const alone = await askRouter(lab, 10);

  lab.step('web is scaled from 1 to 2');
  const up = await upAfter(lab, () => lab.scale('web', 2));
  const taken = lab.log().some(({ source, line }) => source === 'web.2' && line.includes('EADDRINUSE'));

  lab.step('ten requests more');
  const before = lab.records().length;
  await askRouter(lab, 10);
  const answering = new Set(
    lab
      .records()
      .slice(before)
      .flatMap(({ status, process }) => (status === 200 && process ? [process] : [])),
  );

  return [
    { measure: 'alone', value: alone, of: 10 },
    { measure: 'up', value: up, of: 2 },
    { measure: 'taken', value: taken ? 1 : 0 },
    { measure: 'answering', value: answering.size, of: 2 },
  ];
}
