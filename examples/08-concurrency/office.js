/**
 * What the experiments and the checks do with the invoice service.
 *
 * @import { Lab } from '../../platform/lab-api.ts'
 */

/** How long a month lasts in the experiments, in milliseconds. */
export const MONTH_MS = 600;

/**
 * Scales each process type that the version has.
 *
 * @param {Lab} lab
 * @param {Record<string, number>} formation
 */
export async function scaleTypes(lab, formation) {
  for (const type of lab.types()) await lab.scale(type, formation[type] ?? 1);
}

/** The first month that begins when everything that runs now is up. */
export const comingMonth = () => Math.floor(Date.now() / MONTH_MS) + 2;

/**
 * The invoices of one whole month by customer. A second month has begun and ended as well, so nobody is late with the
 * first.
 *
 * @param {Lab} lab
 * @param {number} month
 */
export async function invoicesOf(lab, month) {
  const store = lab.service('kv.1');
  await lab.until(
    'two more months are invoiced',
    async () => (await store.keys(`invoice:${month + 2}:`)).length > 0,
    30_000,
  );
  /** @type {Record<string, number>} */
  const counts = {};
  for (const key of await store.keys(`invoice:${month}:`)) {
    const customer = key.split(':')[2] ?? '';
    counts[customer] = (counts[customer] ?? 0) + 1;
  }
  return counts;
}

/**
 * Asks for reports all at once, and for /ping again and again until the last one is made.
 *
 * @param {Lab} lab
 * @param {number} count
 * @returns how many were made within 20 s, and in milliseconds how long each ping and all reports took
 */
export async function makeReports(lab, count) {
  const store = lab.service('kv.1');
  const before = (await store.keys('report:')).length;
  const first = lab.random.integer(1000, 9000);
  const began = performance.now();
  const asking = Array.from({ length: count }, (_, i) => lab.browser().send('POST', `/reports?id=${first + i}`));
  const visitor = lab.browser();
  const pings = [];
  let made = 0;
  while (made < count) {
    const { status, milliseconds } = await visitor.send('GET', '/ping');
    if (status !== 200) throw new Error(`GET /ping was answered ${status}`);
    pings.push(milliseconds);
    made = (await store.keys('report:')).length - before;
    if (performance.now() - began > 20_000) break;
  }
  await Promise.all(asking);
  return { made, pings, total: performance.now() - began };
}

/**
 * From this share of the time on, pings are held up. Who makes reports in the web process has 0.9 and more of it; a
 * computer that stands still for a moment can give 0.5 to others.
 */
export const HELD_UP = 0.75;

/**
 * The share of the time in which a ping waited for a report: one that takes longer than half a report does. The longest
 * ping alone says little, since a moment in which the whole computer stands still makes a long one of any.
 *
 * @param {{ pings: number[], total: number }} made as {@link makeReports} returns it
 * @param {number} report how long one report takes, in milliseconds
 */
export function shareHeldUp({ pings, total }, report) {
  const late = pings.filter((milliseconds) => milliseconds > report / 2);
  return late.reduce((sum, milliseconds) => sum + milliseconds, 0) / total;
}

/**
 * Waits until each worker has said that it is ready.
 *
 * @param {Lab} lab
 */
export async function workersReady(lab) {
  const workers = lab.processes().filter(({ type }) => type === 'worker');
  const ready = () => lab.log().filter(({ line }) => line === 'ready for jobs');
  const all = () => workers.every(({ name }) => ready().some(({ source }) => source === name));
  await lab.until('the workers are ready', all, 30_000);
}

/**
 * How many processes wrote that they made a report, by the source that the log stream gives each line.
 *
 * @param {Lab} lab
 */
export function makers(lab) {
  const lines = lab.log().filter(({ stream, line }) => stream === 'stdout' && /^report \d+ made$/.test(line));
  return new Set(lines.map(({ source }) => source)).size;
}
