/** @import { Check, Lab } from '../../platform/lab-api.ts' */

/** The three servers as they are, each with the config that its deploy gets. */
const SERVERS = [
  { SERVER: 'eu', GREETING: 'Guten Tag', VAT: '19', CURRENCY: 'EUR' },
  { SERVER: 'us', GREETING: 'Hello', VAT: '8', CURRENCY: 'USD' },
  { SERVER: 'jp', GREETING: 'Konnichiwa', VAT: '10', CURRENCY: 'JPY' },
];

/** @type {Check} */
async function eachIsItself(lab) {
  let right = 0;
  for (const config of SERVERS) {
    const net = 100 * lab.random.integer(1, 50);
    const { body } = await (await visit(lab, config))(String(net));
    if (body === quoteFor(config, net)) right += 1;
  }
  return { value: `${right} of 3 deploys`, holds: right === 3 };
}

/** @type {Check} */
async function everyFixIsEverywhere(lab) {
  let right = 0;
  for (const config of SERVERS) {
    const ask = await visit(lab, config);
    const rounded = await ask('0.07');
    const negative = await ask(`-${lab.random.integer(1, 9)}`);
    const text = await ask('ten');
    if (rounded.body === quoteFor(config, 0.07)) right += 1;
    if (negative.status === 400) right += 1;
    if (text.status === 400) right += 1;
  }
  return { value: `${right} of 9 answers`, holds: right === 9 };
}

/** @type {Check} */
async function aNewServerNeedsNoCode(lab) {
  const config = {
    SERVER: lab.random.pick(['br', 'no', 'za']),
    GREETING: lab.random.pick(['Olá', 'Hei', 'Sawubona']),
    VAT: String(lab.random.integer(11, 29)),
    CURRENCY: lab.random.pick(['BRL', 'NOK', 'ZAR']),
  };
  const net = 100 * lab.random.integer(1, 50);
  const { status, body } = await (await visit(lab, config))(String(net));
  return { value: `${status} ${body.trim()}`, holds: body === quoteFor(config, net) };
}

export default {
  'each-is-itself': eachIsItself,
  'every-fix-is-everywhere': everyFixIsEverywhere,
  'a-new-server-needs-no-code': aNewServerNeedsNoCode,
};

/**
 * Deploys the code under one more config, and lends a customer's voice: it asks for a quote for an amount.
 *
 * @param {Lab} lab
 * @param {Record<string, string>} config
 */
async function visit(lab, config) {
  const deploy = await lab.deploy(config['SERVER'] ?? '', { config });
  const customer = deploy.browser();
  return (/** @type {string} */ net) => customer.send('GET', `/?net=${net}`);
}

/**
 * @param {Record<string, string>} config
 * @param {number} net
 */
function quoteFor({ GREETING, VAT, CURRENCY }, net) {
  return `${GREETING}: ${Math.round(net * (100 + Number(VAT))) / 100} ${CURRENCY}\n`;
}
