/** @import { Check, Lab } from '../../platform/lab-api.ts' */

/** What varies from deploy to deploy, but for the store's URL, which each deploy gets with its store. */
const NAMES = ['SHOP_NAME', 'SUPPORT_EMAIL', 'CURRENCY', 'PAYMENT_KEY'];

/** @type {Check} */
async function worksAsBefore(lab) {
  const browser = lab.browser();
  const { CURRENCY, PAYMENT_KEY, SHOP_NAME, SUPPORT_EMAIL } = config(lab);
  const front = (await browser.send('GET', '/')).body;
  const order = await browser.send('POST', '/orders');
  const refund = await browser.send('POST', '/refunds', PAYMENT_KEY);
  const stranger = await browser.send('POST', '/refunds', 'pk_live_0000000000000000');
  const right = [
    front.includes(`${SHOP_NAME}. Write to ${SUPPORT_EMAIL}`),
    order.status === 201 && order.body.includes(`12.00 ${CURRENCY}`),
    refund.status === 200,
    stranger.status === 403,
  ].filter(Boolean).length;
  return { value: `${right} of 4 answers`, holds: right === 4 };
}

/** @type {Check} */
async function newDeployIsItself(lab) {
  const wanted = unheardOf(lab);
  const deploy = await lab.deploy(`stall-${lab.random.integer(100, 999)}`, {
    config: wanted,
    services: [{ name: 'kv.2', kind: 'key-value', config: 'STORE_URL' }],
  });
  const browser = deploy.browser();
  const front = (await browser.send('GET', '/')).body;
  const order = await browser.send('POST', '/orders');
  const seen = [
    front.includes(wanted['SHOP_NAME'] ?? ''),
    front.includes(wanted['SUPPORT_EMAIL'] ?? ''),
    order.body.includes(`12.00 ${wanted['CURRENCY']}`),
    (await browser.send('POST', '/refunds', wanted['PAYMENT_KEY'])).status === 200,
    (await deploy.service('kv.2').entries()) === 1 && (await lab.service('kv.1').entries()) === 0,
  ].filter(Boolean).length;
  return { value: `${seen} of 5 values`, holds: seen === 5 };
}

/** @type {Check} */
async function buildIsClean(lab) {
  const machine = lab.machine('web.1');
  const texts = machine.files().flatMap((path) => (path.startsWith('app/') ? [machine.read(path)] : []));
  const values = Object.values(config(lab));
  const found = values.filter((value) => texts.some((text) => text.includes(value))).length;
  return { value: `${found} of ${values.length} values in the build`, holds: found === 0 };
}

/** @type {Check} */
async function refusesToStart(lab) {
  const missing = lab.random.pick(NAMES);
  const rest = Object.fromEntries(Object.entries(unheardOf(lab)).filter(([name]) => name !== missing));
  const deploy = await lab.deploy('incomplete', {
    config: rest,
    services: [{ name: 'kv.2', kind: 'key-value', config: 'STORE_URL' }],
  });
  const served = deploy.processes().some(({ phase }) => phase === 'up');
  const named = deploy.log().some(({ source, line }) => source.startsWith('web.') && line.includes(missing));
  const value = `${served ? 'listens' : 'does not listen'}, ${named ? 'names' : 'does not name'} the variable`;
  return { value, holds: !served && named };
}

export default {
  'works-as-before': worksAsBefore,
  'new-deploy-is-itself': newDeployIsItself,
  'build-is-clean': buildIsClean,
  'refuses-to-start': refusesToStart,
};

/**
 * The config of production as it runs.
 *
 * @param {Lab} lab
 * @returns {Record<string, string>}
 */
function config(lab) {
  return lab.releases().at(-1)?.config ?? {};
}

/**
 * A config for a deploy that nobody had thought of.
 *
 * @param {Lab} lab
 * @returns {Record<string, string>}
 */
function unheardOf(lab) {
  const number = lab.random.integer(1000, 9999);
  return {
    SHOP_NAME: `Stall ${number}`,
    SUPPORT_EMAIL: `stall-${number}@market.example`,
    CURRENCY: lab.random.pick(['CHF', 'NOK', 'JPY', 'BRL']),
    PAYMENT_KEY: `pk_live_${number}c0ffee000000`,
  };
}
