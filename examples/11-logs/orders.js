import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What a customer of the order service does and where its log is looked for, for the experiments and the checks.
 *
 * @import { Lab, LabBrowser } from '../../platform/lab-api.ts'
 */

/**
 * Places an order with a random number of its own; returns the number and the process that took it.
 *
 * @param {Lab} lab
 * @param {LabBrowser} browser
 */
export async function order(lab, browser) {
  const id = `${lab.random.integer(100_000, 999_999)}-${lab.random.integer(100_000, 999_999)}`;
  const { status, process } = await browser.send('POST', `/orders?id=${id}`);
  if (status !== 201 || process === null) throw new Error(`POST /orders was answered ${status} and not 201`);
  return { id, process };
}

/**
 * Places many orders one after the other; returns their numbers.
 *
 * @param {Lab} lab
 * @param {number} count
 */
export async function orderMany(lab, count) {
  const browser = lab.browser();
  const ids = [];
  for (let i = 0; i < count; i++) ids.push((await order(lab, browser)).id);
  return ids;
}

/**
 * How many of the orders a line of the log stream names. What the router and the platform write does not count.
 *
 * @param {Lab} lab
 * @param {string[]} ids
 */
export function inStream(lab, ids) {
  const text = lab
    .log()
    .flatMap(({ source, line }) => (source.startsWith('web.') ? [line] : []))
    .join('\n');
  return ids.filter((id) => text.includes(id)).length;
}

/**
 * How many of the orders the log stream names, or any file in a directory; lines may still be on their way.
 *
 * @param {Lab} lab
 * @param {string} directory
 * @param {string[]} ids
 */
export async function keptIn(lab, directory, ids) {
  const files = readdirSync(directory).map((file) => readFileSync(join(directory, file), 'utf8'));
  const elsewhere = ids.filter((id) => !files.some((text) => text.includes(id)));
  return ids.length - elsewhere.length + (await arrived(lab, elsewhere));
}

/**
 * How many of the orders a file on the machine of some running process names.
 *
 * @param {Lab} lab
 * @param {string[]} ids
 */
export function onDisks(lab, ids) {
  const text = lab
    .processes()
    .flatMap(({ name }) => {
      const machine = lab.machine(name);
      return machine.files().map((path) => machine.read(path));
    })
    .join('\n');
  return ids.filter((id) => text.includes(id)).length;
}

/**
 * Waits until the stream names all of the orders, since a line may still be on its way, but not for ever; returns how
 * many it names then.
 *
 * @param {Lab} lab
 * @param {string[]} ids
 */
export async function arrived(lab, ids) {
  const end = Date.now() + 3000;
  await lab.until('the stream is read', () => inStream(lab, ids) === ids.length || Date.now() > end);
  return inStream(lab, ids);
}
