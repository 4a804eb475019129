import { buildWithUpdate, publishRounding } from './bills.js';

/**
 * The service uses a package that only another package declares, and that one stops needing it.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('rounding 1.5.0 is published, which does without cents; the team takes it in and releases');
  await publishRounding(lab);
  const { ok } = await lab.release(await buildWithUpdate(lab));
  const answered = await lab.browser().send('GET', '/total?net=1000');

  return [
    { measure: 'released', value: Number(ok) },
    { measure: 'answered', value: Number(answered.status === 200) },
    {
      measure: 'not-found',
      value: Number(lab.log().some(({ line }) => /ERR_MODULE_NOT_FOUND|Cannot find package 'cents'/.test(line))),
    },
  ];
}
