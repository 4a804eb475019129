import { development, imported } from './auction.js';

/**
 * A list in which each name comes twice is imported, by a developer and in production.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  const names = ['Eve', 'Flo', 'Gus'].map((name) => `${name}${lab.random.integer(100, 999)}`);
  lab.step('on the laptop');
  const here = await imported((await development(lab)).browser(), names);
  lab.step('in production');
  const there = await imported(lab.browser(), names);
  return [
    { measure: 'here', value: here, of: names.length },
    { measure: 'there', value: there, of: names.length },
  ];
}
