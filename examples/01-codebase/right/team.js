import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @import { Team } from '../team.js' */

/**
 * A fix at night: a commit like any other, and its release.
 *
 * @param {Team} team
 * @param {string} file
 * @param {string} text
 */
export async function fix(team, file, text) {
  writeFileSync(join(team.codebase, file), text);
  await team.commit(`Correct ${file}`);
  await team.ship();
}

/**
 * One more deploy: of the codebase that is there.
 *
 * @param {Team} team
 */
export function codebaseFor(team) {
  return team.codebase;
}
