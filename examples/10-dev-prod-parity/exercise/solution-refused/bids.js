import { query } from './database.js';

/** What PostgreSQL says of values that do not fit begins so. */
const BAD_VALUE = '22';

/**
 * The database knows best what fits, so it is asked.
 *
 * @param {string} bidder
 * @param {string | null} euros null: not decided yet
 * @param {string} day
 */
export async function bid(bidder, euros, day) {
  try {
    await query('INSERT INTO bids VALUES ($1, $2, $3)', [bidder, euros, day]);
    return true;
  } catch (error) {
    const { code = '' } = /** @type {{ code?: string }} */ (error);
    if (code.startsWith(BAD_VALUE)) return false;
    throw error;
  }
}

export async function highest() {
  const sql = 'SELECT bidder FROM bids WHERE euros IS NOT NULL ORDER BY euros DESC LIMIT 1';
  const [first] = await query(sql);
  return first?.bidder;
}

/** @param {string} name */
export async function find(name) {
  const sql = 'SELECT bidder FROM bids WHERE starts_with(lower(bidder), lower($1))';
  const rows = await query(sql, [name]);
  return rows.map(({ bidder }) => bidder);
}

/** Those that are there already are left out. @param {string[]} names */
export async function importAll(names) {
  await query('BEGIN');
  for (const name of names) {
    await query('SAVEPOINT one');
    try {
      await query('INSERT INTO bids (bidder) VALUES ($1)', [name]);
    } catch {
      await query('ROLLBACK TO SAVEPOINT one');
    }
  }
  await query('COMMIT');
}
