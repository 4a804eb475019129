import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

const RULE = 730;
const LAPTOP = fileURLToPath(new URL('laptop/', import.meta.url));
const COMMAND = 'node close-accounts.js';

/**
 * Accounts that nobody used for two years are to be closed.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  const database = lab.service('postgres.1');
  const [old, resting] = [lab.random.integer(4, 8), lab.random.integer(5, 12)];
  lab.step(`${old} accounts are idle for more than two years, ${resting} for more than one`);
  const days = [
    ...Array.from({ length: old }, () => lab.random.integer(RULE + 1, 2000)),
    ...Array.from({ length: resting }, () => lab.random.integer(366, RULE - 1)),
    ...Array.from({ length: 10 }, () => lab.random.integer(0, 365)),
  ];
  const values = days.map((idle, index) => `('account ${index}', ${idle})`);
  await database.query(`INSERT INTO accounts VALUES ${values.join(', ')}`);

  lab.step('the task is run in the way that there is');
  const config = lab.releases().at(-1)?.config ?? {};
  if (existsSync(join(lab.checkout(), 'close-accounts.js'))) {
    await lab.run(COMMAND);
  } else {
    const build = await lab.build(LAPTOP);
    const { DATABASE_URL = '' } = config;
    const laptop = await lab.deploy('laptop', { build, config: { DATABASE_URL }, formation: {} });
    await laptop.run(COMMAND);
  }

  const left = await database.query('SELECT idle_days FROM accounts');
  const kept = left.filter(({ idle_days: idle }) => Number(idle) <= RULE).length;
  const closed = days.length - left.length;
  const told = lab.log().filter(({ source, line }) => source.startsWith('run.') && line.includes('closed')).length;
  return [
    { measure: 'wrongly', value: resting + 10 - kept > 0 ? 1 : 0 },
    { measure: 'rightly', value: Number(closed >= old), of: 1 },
    { measure: 'told', value: told, of: 1 },
  ];
}
