import { order } from './shop.js';

/**
 * Mail goes by another provider from now on.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('three orders, with mail.1');
  const before = await order(lab.browser(), 3);
  const first = await lab.service('mail.1').messages();
  lab.step('mail.2 is attached as MAIL_URL; three more orders');
  const provider = await lab.addService({ name: 'mail.2', kind: 'mail' });
  await lab.attach({ MAIL_URL: 'mail.2' });
  const after = await order(lab.browser(), 3);
  return [
    { measure: 'orders', value: before + after, of: 6 },
    { measure: 'first', value: first.length, of: 3 },
    { measure: 'second', value: (await provider.messages()).length, of: 3 },
  ];
}
