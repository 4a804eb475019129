/** @import { Team } from '../team.js' */

/**
 * A fix at night: on the server, where it hurts.
 *
 * @param {Team} team
 * @param {string} file
 * @param {string} text
 */
export async function fix(team, file, text) {
  team.server.write(`app/${file}`, text);
}

/**
 * One more deploy: a copy of the folder.
 *
 * @param {Team} team
 */
export function codebaseFor(team) {
  return team.copyOfTheFolder();
}
