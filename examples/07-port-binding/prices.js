/**
 * What a customer of the price service does, for the experiments and the checks.
 *
 * @import { Lab, LabDeploy } from '../../platform/lab-api.ts'
 */
import http from 'node:http';

/** @type {Record<string, number>} */
const CENTS = { apple: 40, bread: 320, cheese: 560 };

/**
 * Asks for the prices of random items through the router; counts the right answers.
 *
 * @param {Lab} lab
 * @param {number} count
 */
export async function askRouter(lab, count) {
  const browser = lab.browser();
  let right = 0;
  for (let i = 0; i < count; i++) {
    const item = randomItem(lab);
    const { status, body } = await browser.send('GET', `/price?item=${item}`);
    if (status === 200 && isPrice(body, item)) right += 1;
  }
  return right;
}

/**
 * Asks a process for the prices of random items on its own machine, past the router; counts the right answers.
 *
 * @param {Lab} lab
 * @param {string} name
 * @param {number} count
 */
export async function askOnMachine(lab, name, count) {
  const port = lab.processes().find((process) => process.name === name)?.port;
  let right = 0;
  for (let i = 0; i < count; i++) {
    const item = randomItem(lab);
    const body = await get({ host: '127.0.0.1', port, path: `/price?item=${item}` });
    if (body !== null && isPrice(body, item)) right += 1;
  }
  return right;
}

/**
 * Asks for the bills of a dozen of random items, for which the bills' app asks the price service; counts the right ones.
 *
 * @param {Lab} lab
 * @param {number} count
 */
export async function askBills(lab, count) {
  const browser = lab.browser();
  let right = 0;
  for (let i = 0; i < count; i++) {
    const item = randomItem(lab);
    const { body } = await browser.send('GET', `/bill?item=${item}`);
    if (body === JSON.stringify({ item, dozen: 12 * (CENTS[item] ?? 0) })) right += 1;
  }
  return right;
}

/**
 * Where the first process of a deploy listens.
 *
 * @param {LabDeploy} deploy
 */
export function urlOf(deploy) {
  const [process] = deploy.processes();
  if (!process) throw new Error('Nothing of this deploy runs.');
  return `http://${deploy.machine(process.name).address}:${process.port}`;
}

/**
 * How many processes are up once something has been asked of the platform. That one does not come up, which the lab
 * reports as an error, is what is counted here.
 *
 * @param {Lab} lab
 * @param {() => Promise<unknown>} change
 */
export async function upAfter(lab, change) {
  const refused = await change().then(
    () => null,
    (/** @type {unknown} */ error) => error,
  );
  const up = lab.processes().filter(({ phase }) => phase === 'up').length;
  if (refused !== null && up === lab.processes().length) throw refused;
  return up;
}

/**
 * Where the router reaches a process. A router and a process on one machine would prove nothing.
 *
 * @param {Lab} lab
 */
export function addressOf(lab) {
  const { address } = lab.machine('web.1');
  if (address !== '127.0.0.1') return address;
  throw new Error(
    'This system has no loopback address besides 127.0.0.1, so the machines of the lab cannot have one each, and ' +
      'nothing can be said of a service that listens on 127.0.0.1. In the browser, on Linux and on Windows it can.',
  );
}

/** @param {Lab} lab */
function randomItem(lab) {
  return lab.random.pick(Object.keys(CENTS));
}

/**
 * @param {string} body
 * @param {string} item
 */
function isPrice(body, item) {
  return body === JSON.stringify({ item, cents: CENTS[item] });
}

/**
 * The body of an answer with status 200; null for any other answer and for none.
 *
 * @param {http.RequestOptions} options
 * @returns {Promise<string | null>}
 */
function get(options) {
  return new Promise((resolve) => {
    const request = http.get({ ...options, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (text) => (body += text));
      response.once('end', () => resolve(response.statusCode === 200 ? body : null));
    });
    request.once('error', () => resolve(null));
  });
}
