/**
 * Taken as it comes.
 *
 * @type {import('../../platform/lab-api.ts').Experiment}
 */
export default async function experiment(lab) {
  const key = lab.releases().at(-1)?.config['PAYMENT_KEY'] ?? '';

  lab.step('DEBUG is set to "false", to be sure');
  await lab.config({ DEBUG: 'false' });
  const shown = lab.log().filter(({ line }) => line.includes(key)).length;

  lab.step('the next release lacks CURRENCY');
  const before = lab.log().length;
  await lab.config({}, ['CURRENCY']).catch(() => lab.step('the new processes do not come up'));

  lab.step('ten customers order');
  const bodies = [];
  for (let i = 0; i < 10; i++) bodies.push((await lab.browser().send('POST', '/orders')).body);
  const told = lab
    .log()
    .slice(before)
    .filter(({ source, line }) => source.startsWith('web.') && line.includes('CURRENCY')).length;

  return [
    { measure: 'key-in-log', value: shown },
    { measure: 'undefined-orders', value: bodies.filter((body) => body.includes('undefined')).length, of: 10 },
    { measure: 'good-orders', value: bodies.filter((body) => body.includes('12.00 EUR')).length, of: 10 },
    { measure: 'named', value: Number(told > 0) },
  ];
}
