import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { commit, init } from './repository.js';

/** @import { Lab, LabMachine } from '../../platform/lab-api.ts' */

/**
 * What a team has at hand: its codebase and the server that runs it.
 *
 * @typedef {object} Team
 * @property {string} codebase the directory that the team works in
 * @property {LabMachine} server the disk of the machine that production runs on
 * @property {() => string} copyOfTheFolder makes one, without its history, and tells where it is
 * @property {(message: string) => Promise<void>} commit commits all files of the codebase
 * @property {() => Promise<void>} ship builds the codebase as committed, and releases the build to production
 */

/**
 * How a version's team works, in its own file team.js.
 *
 * @typedef {object} Ways
 * @property {(team: Team, file: string, text: string) => Promise<void>} fix
 * @property {(team: Team) => string} codebaseFor the directory that one more deploy is built from
 */

/**
 * The version's team, with its files under version control and production running the first commit.
 *
 * @param {Lab} lab
 * @returns {Promise<{ team: Team, ways: Ways }>}
 */
export async function assemble(lab) {
  const codebase = lab.checkout();
  const team = {
    codebase,
    get server() {
      return lab.machine('web.1');
    },
    copyOfTheFolder: () => lab.checkout(),
    async commit(/** @type {string} */ message) {
      await commit(codebase, message);
    },
    async ship() {
      await lab.release(await lab.build(codebase));
    },
  };
  await init(codebase);
  await team.commit('Quote prices');
  await team.ship();
  /** @type {Ways} */
  const ways = await import(pathToFileURL(join(codebase, 'team.js')).href);
  return { team, ways };
}
