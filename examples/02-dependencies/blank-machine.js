import { stamped } from './bills.js';

/**
 * One build, on the laptop of somebody who once ran `npm install -g stamp`, and on a machine with nothing but Node.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('the laptop, on which stamp was installed for everybody');
  const laptop = await lab.deploy('laptop', { globals: ['stamp'] });
  const bills = Array.from({ length: 5 }, () => lab.random.integer(1000, 9999));

  lab.step('five receipts here and there');
  const there = lab.browser();
  const answers = [];
  for (const bill of bills) answers.push((await there.send('POST', `/receipts?bill=${bill}`)).status);
  return [
    { measure: 'laptop', value: await stamped(laptop, bills), of: bills.length },
    { measure: 'production', value: answers.filter((status) => status === 201).length, of: bills.length },
    {
      measure: 'enoent',
      value: lab.log().filter(({ source, line }) => source === 'web.1' && line.includes('ENOENT')).length,
      of: bills.length,
    },
  ];
}
