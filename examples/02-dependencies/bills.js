import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @import { Lab, LabBuild, LabDeploy } from '../../platform/lab-api.ts' */

const PERCENT = 19;

/**
 * Net prices in cents whose tax ends in half a cent or more, so that it matters how they are rounded.
 *
 * @param {Lab} lab
 * @param {number} count
 */
export function prices(lab, count) {
  const all = Array.from({ length: 9000 }, (_, index) => 1000 + index);
  const telling = all.filter((net) => (net * PERCENT) % 100 >= 50);
  const first = lab.random.integer(0, telling.length - count);
  return telling.slice(first, first + count);
}

/**
 * What a bill of each price comes to, as the service says it.
 *
 * @param {LabDeploy} deploy
 * @param {number[]} nets
 */
export async function totals(deploy, nets) {
  const browser = deploy.browser();
  const said = [];
  for (const net of nets) said.push((await browser.send('GET', `/total?net=${net}`)).body.trim());
  return said;
}

/** @param {number} net in cents; tax included, half a cent up */
export function rightTotal(net) {
  return (Math.round((net * (100 + PERCENT)) / 100) / 100).toFixed(2);
}

/**
 * Has receipts stamped, and counts those that were.
 *
 * @param {LabDeploy} deploy
 * @param {number[]} bills their numbers
 */
export async function stamped(deploy, bills) {
  const browser = deploy.browser();
  let done = 0;
  for (const bill of bills) {
    const { status, body } = await browser.send('POST', `/receipts?bill=${bill}`);
    if (status === 201 && body.includes(`PAID *** ${bill} `)) done += 1;
  }
  return done;
}

/**
 * Somebody publishes a new version of a package that the service knows nothing of: half a cent goes down in it.
 *
 * @param {Lab} lab
 */
export async function publishHalves(lab) {
  const code = 'export const round = (value) => Math.floor(value / 100) * 100;\n';
  await lab.service('registry.1').publish(packageFiles('halves', '1.0.1', {}, code));
}

/**
 * The new version of rounding needs `cents` no longer.
 *
 * @param {Lab} lab
 */
export async function publishRounding(lab) {
  const code = 'export const withTax = (net, percent) => Math.round((net * (100 + percent)) / 100);\n';
  await lab.service('registry.1').publish(packageFiles('rounding', '1.5.0', {}, code));
}

/**
 * Builds a working copy in which a developer took the new version of rounding, if it is a dependency at all.
 *
 * @param {Lab} lab
 * @returns {Promise<LabBuild>}
 */
export function buildWithUpdate(lab) {
  const directory = lab.checkout();
  const file = join(directory, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  if (manifest.dependencies.rounding) manifest.dependencies.rounding = '^1.5.0';
  writeFileSync(file, JSON.stringify(manifest));
  // An update writes the lockfile anew; without one the build takes what the registry has now, as that would.
  rmSync(join(directory, 'package-lock.json'), { force: true });
  return lab.build(directory);
}

/**
 * @param {string} name
 * @param {string} version
 * @param {Record<string, string>} dependencies
 * @param {string} code
 */
function packageFiles(name, version, dependencies, code) {
  const manifest = { name, version, type: 'module', exports: './index.js', dependencies };
  return { 'package.json': JSON.stringify(manifest), 'index.js': code };
}
