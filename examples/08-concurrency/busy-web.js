import { HELD_UP, makers, makeReports, scaleTypes, shareHeldUp, workersReady } from './office.js';

const REPORTS = 5;

/**
 * Busy web.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('one web process, two workers where there are any');
  // Both start now, so that both are seen to be ready.
  await scaleTypes(lab, { web: 1, worker: 0 });
  await scaleTypes(lab, { web: 1, worker: 2 });
  await workersReady(lab);
  lab.step(`${REPORTS} reports are asked for, and /ping meanwhile`);
  const done = await makeReports(lab, REPORTS);
  const shared = makers(lab);
  const report = (done.total * shared) / REPORTS;
  return [
    { measure: 'longest', value: Math.round(Math.max(...done.pings)) },
    { measure: 'late', value: shareHeldUp(done, report) < HELD_UP ? 0 : 1 },
    { measure: 'made', value: done.made, of: REPORTS },
    { measure: 'makers', value: shared },
  ];
}
