import { query } from './database.js';

/**
 * @param {string} bidder
 * @param {string | null} euros null: not decided yet
 * @param {string} day
 */
export async function bid(bidder, euros, day) {
  if (bidder.length > 12 || !isNumber(euros) || !isDay(day)) return false;
  await query('INSERT INTO bids VALUES ($1, $2, $3)', [bidder, euros, day]);
  return true;
}

export async function highest() {
  const [first] = await query('SELECT bidder FROM bids ORDER BY euros DESC NULLS LAST LIMIT 1');
  return first?.bidder;
}

/** @param {string} name */
export async function find(name) {
  const rows = await query('SELECT bidder FROM bids WHERE bidder ILIKE $1', [`${name}%`]);
  return rows.map(({ bidder }) => bidder);
}

/** Those that are there already are left out. @param {string[]} names */
export async function importAll(names) {
  await query('BEGIN');
  for (const name of names) {
    await query('INSERT INTO bids (bidder) VALUES ($1) ON CONFLICT DO NOTHING', [name]);
  }
  await query('COMMIT');
}

/** @param {string | null} text */
function isNumber(text) {
  return text === null || /^\d{1,9}$/.test(text);
}

/** @param {string} text */
function isDay(text) {
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
