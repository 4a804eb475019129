import { buildWithMigration } from './list.js';

/**
 * A release comes with a migration that does not work.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  const before = lab.processes().map(({ pid }) => pid);
  lab.step('a release whose migration names a table that there is not');
  const build = await buildWithMigration(lab, 'ALTER TABLE prizes ADD COLUMN unit text;');
  await lab.release(build);

  lab.step('who is still there, and six prices');
  const up = lab.processes().filter(({ phase }) => phase === 'up').length;
  const same = lab.processes().filter(({ pid }) => before.includes(pid)).length;
  const browser = lab.browser();
  let answered = 0;
  for (let i = 0; i < 6; i++) if ((await browser.send('GET', '/price?item=bread')).status === 200) answered += 1;
  return [
    { measure: 'answered', value: answered, of: 6 },
    { measure: 'up', value: up, of: before.length },
    { measure: 'untouched', value: same, of: before.length },
    { measure: 'refused', value: Number(lab.releases().at(-1)?.refused !== null) },
  ];
}
