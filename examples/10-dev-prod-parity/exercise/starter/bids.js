import { query } from './database.js';

/**
 * @param {string} bidder
 * @param {string | null} euros null: not decided yet
 * @param {string} day
 */
export async function bid(bidder, euros, day) {
  await query('INSERT INTO bids VALUES ($1, $2, $3)', [bidder, euros, day]);
  return true;
}

export async function highest() {
  const [first] = await query('SELECT bidder FROM bids ORDER BY euros DESC LIMIT 1');
  return first?.bidder;
}

/** @param {string} name */
export async function find(name) {
  const rows = await query('SELECT bidder FROM bids WHERE bidder LIKE $1', [`${name}%`]);
  return rows.map(({ bidder }) => bidder);
}

/** Those that are there already are left out. @param {string[]} names */
export async function importAll(names) {
  await query('BEGIN');
  for (const name of names) {
    try {
      await query('INSERT INTO bids (bidder) VALUES ($1)', [name]);
    } catch {
      console.log(`${name} is there already`);
    }
  }
  await query('COMMIT');
}
