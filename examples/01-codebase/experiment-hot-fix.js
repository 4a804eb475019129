import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { filesOf } from './repository.js';
import { assemble } from './team.js';

const VAT = 19;

/**
 * The fix that was lost.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  lab.step('the team commits its code and deploys the commit');
  const { team, ways } = await assemble(lab);
  const before = await wrongQuotes(lab);

  lab.step('at night: every quote has the wrong tax, and somebody mends it');
  await ways.fix(team, 'rates.json', `{ "vat": ${VAT} }\n`);
  const mended = await wrongQuotes(lab);
  const drifted = await driftedFiles(team);

  lab.step('next morning: another commit is deployed');
  appendFileSync(join(team.codebase, 'README.md'), 'Quotes prices with tax.\n');
  await team.commit('Say what this is');
  await team.ship();

  return [
    { measure: 'before', ...before },
    { measure: 'after-the-fix', ...mended },
    { measure: 'drifted', value: drifted },
    { measure: 'next-morning', ...(await wrongQuotes(lab)) },
  ];
}

/**
 * Asks for ten quotes of random amounts and counts those with the wrong tax.
 *
 * @param {import('../../platform/lab-api.ts').Lab} lab
 */
async function wrongQuotes(lab) {
  const customer = lab.browser();
  let wrong = 0;
  for (let i = 0; i < 10; i++) {
    const net = 100 * lab.random.integer(1, 99);
    const { body } = await customer.send('GET', `/?net=${net}`);
    if (Number(body) !== (net * (100 + VAT)) / 100) wrong += 1;
  }
  return { value: wrong, of: 10 };
}

/**
 * Files of the commit that are not the same on the server.
 *
 * @param {import('./team.js').Team} team
 */
async function driftedFiles(team) {
  const committed = [...(await filesOf(team.codebase))];
  return committed.filter(([path, text]) => team.server.read(`app/${path}`) !== text).length;
}
