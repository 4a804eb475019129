import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @import { Lab, LabBuild } from '../../platform/lab-api.ts' */

/** How much longer bytes take each way, in milliseconds: far more than processes that run already lie apart. */
const WIRE = 150;
const START_LIMIT = 60_000;

/**
 * Starts several web processes at the same time, with the database some way off. However long a machine takes to start
 * them: the network holds back what they ask until all of them ask, or none does.
 *
 * @param {Lab} lab
 * @param {number} count
 */
export async function startTogether(lab, count) {
  const database = lab.service('postgres.1');
  const before = database.connections();
  let up = false;
  database.slow(Infinity);
  const scaled = lab.scale('web', count).finally(() => (up = true));
  await lab.until('all ask the database', () => up || database.connections() - before >= count, START_LIMIT);
  database.slow(WIRE);
  await scaled;
  database.mend();
}

/**
 * Sees to it that the first migration is applied. Tables that several make at once are another story: a real PostgreSQL
 * refuses all but one of them, IF NOT EXISTS or not.
 *
 * @param {Lab} lab
 */
export async function applyFirst(lab) {
  const name = '1-create.sql';
  const sql = readFileSync(join(lab.checkout(), 'migrations', name), 'utf8');
  await lab.service('postgres.1').query(`
    CREATE TABLE IF NOT EXISTS migrations (name text);
    ${sql};
    INSERT INTO migrations SELECT '${name}' WHERE NOT EXISTS (SELECT FROM migrations WHERE name = '${name}')`);
}

/**
 * The price of an item as the database has it.
 *
 * @param {Lab} lab
 * @param {string} item
 */
export async function priceOf(lab, item) {
  const rows = await lab.service('postgres.1').query(`SELECT price FROM prices WHERE item = '${item}'`);
  return Number(rows[0]?.['price']);
}

/**
 * How often clients sent a statement, as the database's log has it.
 *
 * @param {Lab} lab
 * @param {RegExp} wanted
 */
export async function times(lab, wanted) {
  const statements = await lab.service('postgres.1').statements();
  return statements.filter(({ text }) => wanted.test(text)).length;
}

/**
 * A build of the version with one migration more.
 *
 * @param {Lab} lab
 * @param {string} sql
 * @returns {Promise<LabBuild>}
 */
export function buildWithMigration(lab, sql) {
  const directory = lab.checkout();
  mkdirSync(join(directory, 'migrations'), { recursive: true });
  writeFileSync(join(directory, 'migrations', '3-new.sql'), sql);
  return lab.build(directory);
}
