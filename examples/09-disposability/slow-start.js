/**
 * Slow start.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('web is scaled from 1 to 3');
  const began = performance.now();
  await lab.scale('web', 3);
  const scaled = performance.now() - began;
  lab.step('one process is killed');
  const killed = performance.now();
  await lab.kill('web.1');
  return [
    { measure: 'scaled', value: Math.round(scaled) },
    { measure: 'back', value: Math.round(performance.now() - killed) },
  ];
}
