import { arrived, onDisks, orderMany } from './orders.js';

/**
 * The machine fails, and then somebody wants to read the log.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('fifty orders');
  const files = lab.machine('web.1').files();
  const ids = await orderMany(lab, 50);
  const written = lab
    .machine('web.1')
    .files()
    .filter((path) => !files.includes(path)).length;
  const before = onDisks(lab, ids);

  lab.step('the machine fails; the platform starts the process on another one');
  await lab.kill('web.1');

  lab.step('the fifty orders are looked for: in the log stream, and on the machine');
  const stream = await arrived(lab, ids);
  const disk = onDisks(lab, ids);

  return [
    { measure: 'found', value: Math.max(stream, disk), of: 50 },
    { measure: 'in-file', value: before, of: 50 },
    { measure: 'files', value: written },
  ];
}
