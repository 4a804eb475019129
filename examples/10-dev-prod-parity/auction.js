import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @import { Lab, LabBrowser, LabDeploy } from '../../platform/lab-api.ts' */

/**
 * A developer's own deploy of the same build: with a PostgreSQL of its own, or with what the app has instead.
 *
 * @param {Lab} lab
 * @returns {Promise<LabDeploy>}
 */
export function development(lab) {
  const manifest = JSON.parse(readFileSync(join(lab.checkout(), 'package.json'), 'utf8'));
  const adapter = Object.hasOwn(manifest.dependencies, 'sql.js');
  const own = { name: 'postgres.2', kind: /** @type {const} */ ('postgres'), config: 'DATABASE_URL' };
  return lab.deploy('development', { services: adapter ? [] : [own] });
}

/**
 * Bids as people type them: a name that is too long, a price in words, a day that there is not.
 *
 * @param {Lab} lab
 */
export function hostileBids(lab) {
  const number = lab.random.integer(100, 999);
  return [
    { bidder: `Bartholomew the ${number}th`, euros: '40', day: '2026-03-01' },
    { bidder: `Cy${number}`, euros: 'ten', day: '2026-03-01' },
    { bidder: `Di${number}`, euros: '40', day: '2026-02-30' },
  ];
}

/**
 * Makes bids, and counts those that were answered with a fault of the server.
 *
 * @param {LabBrowser} browser
 * @param {{ bidder: string, euros?: string, day: string }[]} bids
 */
export async function faults(browser, bids) {
  let count = 0;
  for (const bid of bids) {
    const { status } = await browser.send('POST', `/bid?${new URLSearchParams(bid)}`);
    if (status >= 500) count += 1;
  }
  return count;
}

/**
 * Bob bids, Ann bids more, and Zoe has not decided yet.
 *
 * @param {LabBrowser} browser
 */
export function threeBids(browser) {
  const day = '2026-03-01';
  return faults(browser, [
    { bidder: 'Bob', euros: '40', day },
    { bidder: 'Ann', euros: '60', day },
    { bidder: 'Zoe', day },
  ]);
}

/**
 * Imports names, some of which come twice, and counts those that are found afterwards.
 *
 * @param {LabBrowser} browser
 * @param {string[]} names each is given twice
 */
export async function imported(browser, names) {
  const twice = new URLSearchParams([...names, ...names].map((name) => ['name', name]));
  await browser.send('POST', `/import?${twice}`);
  let count = 0;
  for (const name of names) if ((await browser.send('GET', `/find?name=${name}`)).body === name) count += 1;
  return count;
}
