import { fileURLToPath } from 'node:url';
import { askRouter, upAfter } from './prices.js';

const NEW_HOST = fileURLToPath(new URL('host/v2.mjs', import.meta.url));

/**
 * The machine's application server is upgraded, then left out.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('ten requests on a machine with version 1 of the application server');
  const before = await askRouter(lab, 10);

  lab.step('the machines get version 2 of it; the app stays as it is');
  await lab.config({ WEBHOST: NEW_HOST });
  const first = lab.records().length;
  await askRouter(lab, 10);
  const strip = lab
    .records()
    .slice(first)
    .map(({ status }) => status);

  lab.step('a machine that has Node and nothing else');
  const up = await upAfter(lab, () => lab.config({}, ['WEBHOST']));

  return [
    { measure: 'before', value: before, of: 10 },
    { measure: 'failed', value: strip.filter((status) => status !== 200).length, of: 10, strip },
    { measure: 'up-alone', value: up, of: 1 },
  ];
}
